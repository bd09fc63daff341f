package io.steelyard.spi;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.Shape;

import java.util.Arrays;
import java.util.OptionalInt;

/**
 * A target of class numbers, and which of them are accepted.
 *
 * @param name of the target
 * @param classes how many there are; accepted are 0 up to, but not including, this
 * @param ignored a number beside them that marks what the loss leaves out, if there is one
 */
public record ClassTarget(String name, long classes, OptionalInt ignored) {
    /**
     * Throws {@code INVALID_DATA} for the first number of a batch that is not accepted, with its
     * place. Targets of a float dtype hold no class numbers, and a target that is not there is the
     * recording's to refuse.
     */
    public void check(Batch batch) {
        NdArray numbers = batch.targets().get(name);
        if (numbers == null || numbers.dtype().isFloating()) {
            return;
        }
        long elements = numbers.type().elements();
        for (long i = 0; i < elements; i++) {
            double number = numbers.get(i);
            if ((number < 0 || number >= classes)
                    && (ignored.isEmpty() || number != ignored.getAsInt())) {
                throw refused((long) number, index(numbers.shape(), i));
            }
        }
    }

    private SteelyardException refused(long number, long[] index) {
        String place =
                switch (index.length) {
                    case 0 -> "";
                    case 1 -> " in row " + index[0] + " of the batch";
                    default ->
                            " in row " + index[0] + " of the batch, at " + Arrays.toString(index);
                };
        String range = classes == 0 ? "no number" : "class numbers from 0 to " + (classes - 1);
        String besides =
                ignored.isEmpty() ? "" : " and " + ignored.getAsInt() + ", which is left out";
        return new SteelyardException(
                ErrorCode.INVALID_DATA,
                "The target '"
                        + name
                        + "' holds "
                        + number
                        + place
                        + "; accepted are "
                        + range
                        + besides
                        + ". Mend the data, or give the model as many classes as it has.");
    }

    private static long[] index(Shape shape, long element) {
        long[] index = new long[shape.rank()];
        long rest = element;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.size(axis);
            rest /= shape.size(axis);
        }
        return index;
    }
}
