package io.steelyard.testkit.opset;

import io.steelyard.program.Printer;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.testkit.OpCase;
import io.steelyard.testkit.Oracle;
import io.steelyard.testkit.OracleValue;

import java.util.List;
import java.util.Map;

/** A case as text: program, inputs, and the outputs of the oracle. */
final class ExampleText {
    private ExampleText() {}

    static String of(OpCase example) {
        StringBuilder text = new StringBuilder(Printer.print(example.function()));
        for (int i = 0; i < example.inputs().size(); i++) {
            line(text, example.function().inputs().get(i).name(), example.inputs().get(i));
        }
        List<OracleValue> outputs =
                Oracle.run(example.function(), Map.of(), example.inputs()).outputs();
        for (int i = 0; i < outputs.size(); i++) {
            line(text, example.function().outputs().get(i).name(), outputs.get(i).toArray());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, NdArray array) {
        text.append(name).append(" = ");
        elements(text, array, 0, 0, array.type().elements());
        text.append('\n');
    }

    /** The elements {@code [from, to)}, which are one element of the axes before the given one. */
    private static void elements(StringBuilder text, NdArray array, int axis, long from, long to) {
        if (axis == array.shape().rank()) {
            text.append(element(array, from));
            return;
        }
        text.append('[');
        long size = array.shape().size(axis);
        long step = size == 0 ? 0 : (to - from) / size;
        for (long i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ");
            elements(text, array, axis + 1, from + i * step, from + (i + 1) * step);
        }
        text.append(']');
    }

    private static String element(NdArray array, long index) {
        if (array.dtype() == DType.BOOL) {
            return array.getLong(index) == 0 ? "false" : "true";
        }
        if (!array.dtype().isFloating()) {
            return Long.toString(array.getLong(index));
        }
        return array.dtype() == DType.F64
                ? Double.toString(array.get(index))
                : Float.toString((float) array.get(index));
    }
}
