package io.steelyard.nn;

import io.steelyard.composite.Composites;
import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.program.Loop;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.spi.ClassTarget;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.Shape;
import io.steelyard.tensor.TensorType;

import java.util.List;
import java.util.OptionalInt;

/**
 * Connectionist temporal classification (Graves et al. 2006, equations 5 to 8, in logarithms): the
 * negative log probability of a sequence of labels under all alignments with a longer sequence of
 * predictions, in which labels may repeat and blanks stand between them. The mean over the batch of
 * the loss of a sequence divided by the number of its labels, as PyTorch's {@code CTCLoss} has it.
 *
 * <p>Predictions {@code [batch, time, classes]}, logits; targets {@code labels} I32 {@code [batch,
 * length]}, padded with {@value #PADDING}, {@value #LABEL_LENGTHS} and {@value #INPUT_LENGTHS} I32
 * {@code [batch]}.
 *
 * @param blank the class that stands for no label
 * @param zeroInfinity whether a sequence of more labels than its predictions can hold counts 0
 *     instead of infinity
 */
public record Ctc(int blank, boolean zeroInfinity) implements Loss {
    /** Marks places of the labels past their length. */
    public static final int PADDING = -1;

    /** The target with the number of labels of each sequence. */
    public static final String LABEL_LENGTHS = "label_lengths";

    /** The target with the number of predictions of each sequence. */
    public static final String INPUT_LENGTHS = "input_lengths";

    /** A logarithm of 0 that may be added up and subtracted without becoming NaN. */
    private static final double IMPOSSIBLE = -1e30;

    private static final double FINITE = 1e29;

    /** Class 0 is the blank; impossible sequences count infinity. */
    public Ctc() {
        this(0, false);
    }

    /** Throws {@code INVALID_ARGUMENT} for a blank below 0. */
    public Ctc {
        Arguments.require(blank >= 0, "Ctc", "blank", blank, "class numbers of 0 or more");
    }

    @Override
    public Tensor compute(Tensor predictions, Targets targets) {
        Tensor labels = targets.labels();
        requireFit(predictions, labels);
        Tensor labelLengths = targets.get(LABEL_LENGTHS);
        Tensor path = path(labels); // [batch, 2 length + 1]
        Tensor skips = skips(path);
        Tensor emissions = emissions(predictions, path); // [time, batch, states]

        // Before the first prediction a path stands in its first blank: from there it stays, or
        // goes
        // on to the first label.
        Tensor state = index(path, 1);
        Tensor none = path.convert(predictions.dtype()).filled(IMPOSSIBLE);
        Tensor start = state.eq(state.scalar(0)).select(none.filled(0), none);
        Tensor time = index(emissions, 0, emissions.size(0));
        Tensor lengths = targets.get(INPUT_LENGTHS);
        Loop.Result result =
                Loop.scan(
                        List.of(start),
                        List.of(emissions, time),
                        (carries, elements) -> {
                            Tensor alpha = carries.getFirst(); // [batch, states]
                            Tensor t = elements.get(1);
                            Tensor next = stepped(alpha, skips).add(elements.getFirst());
                            Tensor runs = lengths.gt(t.broadcastTo(lengths.shape())).expandDims(-1);
                            return new Loop.Step(
                                    List.of(runs.broadcastTo(next.shape()).select(next, alpha)),
                                    List.of());
                        });
        return mean(result.carries().getFirst(), labelLengths);
    }

    private void requireFit(Tensor predictions, Tensor labels) {
        boolean fits =
                predictions.rank() == 3
                        && predictions.size(1) > 0
                        && labels.rank() == 2
                        && labels.dtype() == DType.I32
                        && labels.size(0) == predictions.size(0)
                        && blank < predictions.size(2);
        if (!fits) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "Ctc with the blank "
                            + blank
                            + " was given predictions "
                            + predictions.type()
                            + " and labels "
                            + labels.type()
                            + "; accepted are [batch, time, classes], one or more times, and"
                            + " i32[batch, length], with the blank among the classes.");
        }
    }

    /** Labels with a blank before, between and after them. */
    private Tensor path(Tensor labels) {
        Tensor known = labels.max(labels.scalar(0));
        Tensor blanks = known.filled(blank);
        Tensor pairs =
                blanks.expandDims(-1)
                        .concat(2, known.expandDims(-1))
                        .reshape(labels.size(0), 2 * labels.size(1));
        Tensor last = labels.scalar(blank).broadcastTo(Shape.of(labels.size(0), 1));
        return pairs.concat(1, last);
    }

    /** Whether a state may be reached from the last but one: a label that is not the one before. */
    private Tensor skips(Tensor path) {
        Tensor before = shifted(path, 2, -1);
        return path.ne(before).and(path.ne(path.scalar(blank)));
    }

    /** The log probability of each state of the path: {@code [time, batch, states]}. */
    private static Tensor emissions(Tensor predictions, Tensor path) {
        Tensor logProbabilities = Composites.logSoftmax(predictions); // [batch, time, classes]
        Shape shape = Shape.of(path.size(0), predictions.size(1), path.size(1));
        Tensor indices = path.expandDims(1).broadcastTo(shape);
        return logProbabilities.takeAlongRows(indices).transpose(1, 0, 2);
    }

    /** What leads to each state: itself, the one before, and the last but one where it may. */
    private static Tensor stepped(Tensor alpha, Tensor skips) {
        Tensor two = skips.select(shifted(alpha, 2, IMPOSSIBLE), alpha.filled(IMPOSSIBLE));
        return logSum(List.of(alpha, shifted(alpha, 1, IMPOSSIBLE), two));
    }

    private static Tensor logSum(List<Tensor> terms) {
        Tensor max = terms.stream().reduce(Tensor::max).orElseThrow().stopGradient();
        Tensor sum =
                terms.stream().map(term -> term.sub(max).exp()).reduce(Tensor::add).orElseThrow();
        return sum.log().add(max);
    }

    private Tensor mean(Tensor alpha, Tensor labelLengths) {
        Tensor state = index(alpha, 1);
        Tensor last = labelLengths.mul(2).expandDims(-1).broadcastTo(alpha.shape());
        Tensor ends = state.eq(last).or(state.eq(last.sub(1)).and(last.gt(last.scalar(0))));
        Tensor kept = ends.select(alpha, alpha.filled(IMPOSSIBLE));
        Tensor max = kept.reduceMax(-1).stopGradient(); // [batch]
        Tensor loss = kept.sub(max.expandDims(-1)).exp().sum(-1).log().add(max).neg(); // [batch]
        Tensor possible = loss.lt(loss.scalar(FINITE));
        Tensor otherwise = loss.filled(zeroInfinity ? 0 : Double.POSITIVE_INFINITY);
        Tensor divisor = labelLengths.max(labelLengths.scalar(1)).convert(loss.dtype());
        return possible.select(loss, otherwise).div(divisor).mean();
    }

    /** Each row moved to higher places, with a filler before it. */
    private static Tensor shifted(Tensor rows, long places, double filler) {
        long size = rows.size(1);
        long moved = Math.min(places, size);
        Tensor before = rows.scalar(filler).broadcastTo(Shape.of(rows.size(0), moved));
        return moved == size ? before : before.concat(1, rows.slice(1, 0, size - moved));
    }

    /** The number of each place along an axis, I32, of the shape of a tensor. */
    private static Tensor index(Tensor like, int axis) {
        TensorType type = new TensorType(DType.I32, like.shape());
        return like.recorder().apply(new Op.Iota(type, axis));
    }

    private static Tensor index(Tensor like, int axis, long size) {
        return like.recorder().apply(new Op.Iota(TensorType.of(DType.I32, size), axis));
    }

    @Override
    public List<ClassTarget> classTargets(TensorType predictions) {
        return List.of(
                new ClassTarget(
                        Targets.LABELS, predictions.shape().size(-1), OptionalInt.of(PADDING)));
    }
}
