package io.steelyard.composite;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.CompositeRule;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * {@code rope}: rotary position embedding (Su et al. 2021, "RoFormer", equation 34). Operands x
 * {@code [batch, time, heads, headDim]} and positions I32 {@code [time]} or {@code [batch, time]};
 * result of the shape of x.
 *
 * <p>Pair i of the first {@code rotated} channels, of {@code rotated / 2}, is turned by the angle
 * {@code position * base^(-2 i / rotated)}:
 *
 * <pre>
 * first'  = first * cos(angle) - second * sin(angle)
 * second' = second * cos(angle) + first * sin(angle)
 * </pre>
 *
 * <p>The other channels stay. The gradient is the rotation by the opposite angles.
 *
 * @param base usually 10000
 * @param rotated how many channels are turned, an even number
 * @param pairing which channels are a pair
 * @param inverse whether the angles are negated
 */
public record RopeRule(float base, int rotated, Pairing pairing, boolean inverse)
        implements CompositeRule {
    /** Which channels are turned together. */
    public enum Pairing {
        /** Channel i with channel {@code i + rotated / 2}, as Hugging Face's Llama has it. */
        HALVES,
        /** Channel {@code 2 i} with channel {@code 2 i + 1}, as in the paper. */
        NEIGHBOURS
    }

    /** Throws {@code INVALID_ARGUMENT} for a base that is not above 0 or an odd count. */
    public RopeRule {
        if (!(base > 0) || rotated < 0 || rotated % 2 != 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_ARGUMENT,
                    "A rotary embedding of "
                            + rotated
                            + " channels with the base "
                            + base
                            + " was asked for; accepted are an even number of channels and a base"
                            + " above 0.");
        }
    }

    /** All of the given channels, by angles that are not negated. */
    public RopeRule(float base, int rotated, Pairing pairing) {
        this(base, rotated, pairing, false);
    }

    @Override
    public String name() {
        return "rope";
    }

    @Override
    public List<Tensor> decompose(List<Tensor> operands) {
        Tensor x = operands.getFirst();
        Tensor positions = operands.get(1);
        requireFit(x, positions);
        if (rotated == 0) {
            return List.of(x);
        }
        Tensor angles = angles(x, positions);
        return List.of(turned(x, angles.cos(), angles.sin()));
    }

    /**
     * The rotation by angles that are given: the result for x {@code [batch, time, heads,
     * headDim]}, of which at least one channel is turned.
     *
     * @param cos of {@link #angles}
     * @param sine of {@link #angles}
     */
    public Tensor turned(Tensor x, Tensor cos, Tensor sine) {
        Tensor sin = inverse ? sine.neg() : sine;
        Tensor turned = x.slice(3, 0, rotated);
        Tensor result =
                switch (pairing) {
                    case HALVES -> {
                        List<Tensor> pair = turned.split(3, 2);
                        Tensor first = pair.getFirst();
                        Tensor second = pair.get(1);
                        yield first.mul(cos)
                                .sub(second.mul(sin))
                                .concat(3, second.mul(cos).add(first.mul(sin)));
                    }
                    case NEIGHBOURS -> {
                        Shape shape = turned.shape();
                        List<Tensor> pair =
                                turned.reshape(
                                                shape.size(0),
                                                shape.size(1),
                                                shape.size(2),
                                                rotated / 2,
                                                2)
                                        .split(4, 2);
                        Tensor first = pair.getFirst().squeeze(4);
                        Tensor second = pair.get(1).squeeze(4);
                        yield first.mul(cos)
                                .sub(second.mul(sin))
                                .expandDims(-1)
                                .concat(4, second.mul(cos).add(first.mul(sin)).expandDims(-1))
                                .reshape(shape);
                    }
                };
        return rotated == x.size(3) ? result : result.concat(3, x.slice(3, rotated, x.size(3)));
    }

    /**
     * The angles {@code [batch or 1, time, 1, rotated / 2]} of the given positions, of the dtype of
     * x, before they are negated for the inverse.
     */
    public Tensor angles(Tensor x, Tensor positions) {
        float[] frequencies = new float[rotated / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) Math.pow(base, -2.0 * i / rotated);
        }
        Tensor frequency =
                x.recorder()
                        .constant(NdArray.of(frequencies, frequencies.length))
                        .convert(x.dtype());
        Tensor batched = positions.rank() == 1 ? positions.expandDims(0) : positions;
        return batched.convert(x.dtype()).expandDims(-1).expandDims(-1).mul(frequency);
    }

    private void requireFit(Tensor x, Tensor positions) {
        boolean fits =
                x.rank() == 4
                        && x.dtype().isFloating()
                        && x.size(3) >= rotated
                        && positions.dtype() == DType.I32
                        && (positions.shape().equals(Shape.of(x.size(1)))
                                || positions.shape().equals(Shape.of(x.size(0), x.size(1))));
        if (!fits) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "rope: "
                            + x.type()
                            + " is to be turned in "
                            + rotated
                            + " channels by the positions "
                            + positions.type()
                            + "; accepted are floats [batch, time, heads, headDim] of so many"
                            + " channels or more, and positions i32[time] or i32[batch, time].");
        }
    }

    @Override
    public Optional<GradientRule> gradientRule() {
        RopeRule opposite = new RopeRule(base, rotated, pairing, !inverse);
        return Optional.of(
                (operands, results, gradients) ->
                        Arrays.asList(
                                Composites.one(opposite, gradients.getFirst(), operands.get(1)),
                                null));
    }
}
