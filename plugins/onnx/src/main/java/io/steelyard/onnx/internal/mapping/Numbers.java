package io.steelyard.onnx.internal.mapping;

import io.steelyard.onnx.internal.format.ElementType;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;

/** Values of the types that are not carried as themselves, to and from tensors to compute with. */
final class Numbers {
    private Numbers() {}

    /** The values of an input: floats of 8 and 4 bits as F32, everything else as it is carried. */
    static Tensor of(OnnxValue value) {
        return value.type().isCarriedAsBits()
                ? SmallFloat.of(value.type()).decode(value.tensor())
                : value.tensor();
    }

    /**
     * Numbers as elements of an integer type: floats are truncated towards zero, and of integers
     * beyond the range the lowest bits stay. (What becomes of floats beyond the range ONNX leaves
     * open; its tests expect the lowest bits.)
     */
    static Tensor toInteger(Tensor numbers, ElementType type) {
        Tensor wide = numbers.convert(type.carrier() == DType.I64 ? DType.I64 : DType.I32);
        return lowestBits(wide, type).convert(type.carrier());
    }

    /** Whole numbers as elements of an integer type, at whose ends they stop. */
    static Tensor saturated(Tensor wholes, ElementType type) {
        return wholes.max(wholes.scalar(type.smallest()))
                .min(wholes.scalar(type.largest()))
                .convert(type.carrier());
    }

    /** The same values, rounded to their dtype where they are computed in a wider one. */
    static Tensor rounded(Tensor x) {
        return x.recorder().apply(new Op.Convert(x.dtype()), x);
    }

    private static Tensor lowestBits(Tensor wide, ElementType type) {
        if (type.bits() >= wide.dtype().bytes() * Byte.SIZE) {
            return wide;
        }
        double count = Math.scalb(1.0, type.bits());
        Tensor low = wide.and(wide.scalar(count - 1));
        return type.smallest() == 0
                ? low
                : low.gt(low.scalar(type.largest())).select(low.sub(count), low);
    }

    /** Rounded to the nearest whole number, ties to the even one. */
    static Tensor roundHalfToEven(Tensor x) {
        Tensor floor = x.floor();
        Tensor rest = x.sub(floor);
        Tensor half = x.scalar(0.5);
        Tensor odd = floor.sub(floor.mul(0.5).floor().mul(2)).ne(x.scalar(0));
        Tensor up = rest.gt(half).or(rest.eq(half).and(odd));
        return up.select(floor.add(1), floor);
    }
}
