package io.steelyard.metric;

import io.steelyard.composite.Composites;
import io.steelyard.nn.Comparisons;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

/**
 * Logits beside what is so, row by row and class by class. Labels I32 {@code [..]} are the number
 * of the class of each row; labels of the shape of the logits, 0 or 1, say of each class whether it
 * applies (multi-label).
 *
 * @param logits F32 {@code [rows, classes]}
 * @param actual BOOL {@code [rows, classes]}: what is so
 * @param multiLabel whether a row may have several classes or none
 */
record Outcomes(Tensor logits, Tensor actual, boolean multiLabel) {
    /** Throws {@code INVALID_PROGRAM} for labels of neither form. */
    static Outcomes of(String metric, Tensor predictions, Targets targets) {
        Tensor given = targets.labels();
        boolean multiLabel = given.shape().equals(predictions.shape());
        Tensor actual;
        if (multiLabel) {
            Tensor labels = Comparisons.target(metric, predictions, targets, Targets.LABELS);
            actual = labels.gt(labels.scalar(0.5));
        } else {
            Tensor labels = Comparisons.labels(metric, predictions, targets);
            actual = index(predictions).eq(labels.expandDims(-1));
        }
        long classes = predictions.size(-1);
        return new Outcomes(
                predictions.convert(DType.F32).reshape(-1, classes),
                actual.reshape(-1, classes),
                multiLabel);
    }

    /** I32 of the shape of the logits: the number of each class. */
    static Tensor index(Tensor logits) {
        TensorType type = new TensorType(DType.I32, logits.shape());
        return logits.recorder().apply(new Op.Iota(type, logits.rank() - 1));
    }

    long rows() {
        return logits.size(0);
    }

    long classes() {
        return logits.size(1);
    }

    /**
     * BOOL {@code [rows, classes]}: the first class of the largest logit; for several labels those
     * whose probability is above a half.
     */
    Tensor predicted() {
        if (multiLabel) {
            return logits.gt(logits.scalar(0));
        }
        return index(logits).eq(largest(logits).expandDims(-1));
    }

    /**
     * I32 {@code [..]}: the first class of the largest logit of {@code [.., classes]}; the number
     * of classes where one is NaN.
     */
    static Tensor largest(Tensor logits) {
        Tensor index = index(logits);
        Tensor largest = logits.eq(logits.reduceMax(-1).expandDims(-1));
        return largest.select(index, index.filled(logits.size(-1))).reduceMin(-1);
    }

    /** F32 {@code [rows, classes]}: softmax or, for several labels, the sigmoid of each. */
    Tensor probabilities() {
        return multiLabel ? logits.sigmoid() : Composites.softmax(logits);
    }

    /** How many conditions hold, F32 {@code [1]}. */
    static Tensor count(Tensor conditions) {
        return conditions.convert(DType.F32).sum().reshape(1);
    }

    /** A number of things as F32 {@code [1]}. */
    Tensor number(long value) {
        return logits.scalar(value).reshape(1);
    }
}
