package io.steelyard.metric;

import io.steelyard.composite.Composites;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;

/**
 * The area under the receiver operating characteristic: the probability that an example of a class
 * scores higher than one of another, ties counting a half (Hanley and McNeil 1982). Of two classes
 * the second is asked for; of more it is the mean over the classes, each against the rest, that
 * have examples of both kinds. Predictions are logits {@code [.., classes]}; the target {@code
 * labels} is I32 {@code [..]} with the number of the class, or of the shape of the predictions with
 * 0 or 1 for each class.
 *
 * <p>Scores are log-odds, {@code log p - log(1 - p)}, counted in {@value #BINS} bins of a width of
 * 1/64 from -16 to 16, what lies beyond in the first and the last: probabilities near a half are
 * told apart at differences of 0.004. Scores of one bin are a tie, which changes the area by at
 * most half the part of pairs of unlike examples that share a bin; {@link ClassificationFigures}
 * has the exact one. A batch gives {@code 2 * }{@value #BINS} sums for each class.
 */
public record RocAuc() implements Metric {
    static final int BINS = 2048;
    private static final double RANGE = 16;

    @Override
    public String name() {
        return "roc_auc";
    }

    /** Throws {@code INVALID_PROGRAM} for labels of another form. */
    @Override
    public Tensor measure(Tensor predictions, Targets targets) {
        Outcomes outcomes = Outcomes.of("RocAuc", predictions, targets);
        Tensor scores = scores(outcomes);
        Tensor actual = outcomes.actual();
        if (!outcomes.multiLabel() && outcomes.classes() == 2) {
            scores = scores.slice(1, 1, 2);
            actual = actual.slice(1, 1, 2);
        }
        Tensor place = scores.add(RANGE).mul(BINS / (2 * RANGE));
        Tensor number = Outcomes.index(scores); // of the class
        Tensor first =
                number.mul(number.scalar(2))
                        .add(actual.convert(DType.I32))
                        .mul(number.scalar(BINS));
        return BinSums.of(
                2 * BINS * scores.size(1), first.add(BinSums.index(place, BINS)), scores.filled(1));
    }

    /** F32 {@code [rows, classes]}: log-odds. */
    private static Tensor scores(Outcomes outcomes) {
        if (outcomes.multiLabel()) {
            return outcomes.logits();
        }
        if (outcomes.classes() == 2) {
            // p / (1 - p) = e^x / e^y without rounding p first.
            return outcomes.logits().sub(outcomes.logits().reverse(1));
        }
        Tensor log = Composites.logSoftmax(outcomes.logits());
        return log.sub(log.exp().neg().add(1).log());
    }

    /** NaN where no class has examples of both kinds. */
    @Override
    public double result(double[] sums) {
        double sum = 0;
        int number = 0;
        for (int from = 0; from < sums.length; from += 2 * BINS) {
            double area = area(sums, from);
            if (!Double.isNaN(area)) {
                sum += area;
                number++;
            }
        }
        return sum / number;
    }

    /** From the counts of the others and, behind them, those of the class, by rising score. */
    private static double area(double[] counts, int from) {
        double others = 0;
        double own = 0;
        double won = 0;
        for (int bin = 0; bin < BINS; bin++) {
            double other = counts[from + bin];
            double here = counts[from + BINS + bin];
            won += here * (others + other / 2);
            others += other;
            own += here;
        }
        return won / (own * others);
    }
}
