package io.steelyard.testkit;

import static io.steelyard.testkit.OracleValue.coordinate;
import static io.steelyard.testkit.OracleValue.place;
import static io.steelyard.testkit.OracleValue.reals;

import io.steelyard.program.Op;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;
import io.steelyard.testkit.OracleValue.Reals;

/**
 * Convolution and its gradients: all three are sums over the same products, each of an element of
 * the input, one of the filter and one of the result.
 */
final class OracleConvolution {
    private OracleConvolution() {}

    /** What is done with the places of an input, a filter and a result element that meet. */
    @FunctionalInterface
    private interface Meeting {
        void at(int input, int filter, int result);
    }

    static Reals conv(Op.Conv op, OracleValue input, OracleValue filter, TensorType type) {
        double[] sums = new double[Math.toIntExact(type.elements())];
        double[] x = reals(input);
        double[] w = reals(filter);
        eachMeeting(
                op,
                input.type().shape(),
                filter.type().shape(),
                type.shape(),
                (i, f, r) -> sums[r] += x[i] * w[f]);
        return new Reals(type, sums);
    }

    /**
     * @param type of the input
     */
    static Reals inputGradient(
            Op.Conv op, OracleValue gradient, OracleValue filter, TensorType type) {
        double[] sums = new double[Math.toIntExact(type.elements())];
        double[] dy = reals(gradient);
        double[] w = reals(filter);
        eachMeeting(
                op,
                type.shape(),
                filter.type().shape(),
                gradient.type().shape(),
                (i, f, r) -> sums[i] += dy[r] * w[f]);
        return new Reals(type, sums);
    }

    /**
     * @param type of the filter
     */
    static Reals filterGradient(
            Op.Conv op, OracleValue input, OracleValue gradient, TensorType type) {
        double[] sums = new double[Math.toIntExact(type.elements())];
        double[] x = reals(input);
        double[] dy = reals(gradient);
        eachMeeting(
                op,
                input.type().shape(),
                type.shape(),
                gradient.type().shape(),
                (i, f, r) -> sums[f] += x[i] * dy[r]);
        return new Reals(type, sums);
    }

    /**
     * @param input shape {@code [batch, spatial.., inChannels]}
     * @param filter shape {@code [spatial.., inChannels / groups, outChannels]}
     * @param result shape {@code [batch, positions.., outChannels]}
     */
    private static void eachMeeting(
            Op.Conv op, Shape input, Shape filter, Shape result, Meeting meeting) {
        int axes = op.sweeps().size();
        Shape taps = filter.slice(0, axes + 1); // [spatial.., channels of a group]
        int outputs = Math.toIntExact(filter.size(-1));
        for (int r = 0; r < result.elements(); r++) {
            long[] at = coordinate(result, r);
            int output = (int) at[axes + 1];
            long group = output / (outputs / op.groups());
            for (int t = 0; t < taps.elements(); t++) {
                long[] tap = coordinate(taps, t);
                long[] from = new long[axes + 2];
                from[0] = at[0];
                boolean inside = true;
                for (int axis = 0; axis < axes; axis++) {
                    Op.Sweep sweep = op.sweeps().get(axis);
                    long where =
                            at[axis + 1] * sweep.stride()
                                    - sweep.low()
                                    + tap[axis] * sweep.dilation();
                    inside = inside && where >= 0 && where < input.size(axis + 1);
                    from[axis + 1] = where;
                }
                from[axes + 1] = group * taps.size(-1) + tap[axes];
                if (inside) {
                    meeting.at(place(input, from), t * outputs + output, r);
                }
            }
        }
    }
}
