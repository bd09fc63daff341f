package io.steelyard.classification;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.metric.ClassificationFigures;
import io.steelyard.metric.MultiLabelFigures;
import io.steelyard.metric.RegressionFigures;
import io.steelyard.metric.TemperatureScaling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Collects what a model gives for labelled examples. Not safe for use from several threads. */
final class Measurement {
    /** Mistakes that are kept with their examples. */
    private static final int WORST = 24;

    private final Head head;
    private final TemperatureScaling scaling;
    private final List<float[]> outputs;
    private final List<float[]> targets;

    /** The least bad of the worst first. */
    private final PriorityQueue<Wrong> worst;

    /**
     * An example that is taken for another class.
     *
     * @param probability of its class, as the model gives it without a temperature
     */
    private record Wrong(LabeledExample example, float[] outputs, double probability) {
        int actual() {
            return (int) example.target()[0];
        }
    }

    Measurement(Head head, TemperatureScaling scaling) {
        this(
                head,
                scaling,
                new ArrayList<>(),
                new ArrayList<>(),
                new PriorityQueue<>(Comparator.comparingDouble(Wrong::probability).reversed()));
    }

    private Measurement(
            Head head,
            TemperatureScaling scaling,
            List<float[]> outputs,
            List<float[]> targets,
            PriorityQueue<Wrong> worst) {
        this.head = head;
        this.scaling = scaling;
        this.outputs = outputs;
        this.targets = targets;
        this.worst = worst;
    }

    /** The same examples and outputs with another scaling; add to one of the two alone. */
    Measurement with(TemperatureScaling other) {
        return new Measurement(head, other, outputs, targets, worst);
    }

    void add(List<LabeledExample> examples, List<float[]> given) {
        for (int i = 0; i < examples.size(); i++) {
            outputs.add(given.get(i));
            targets.add(examples.get(i).target());
            if (head instanceof Head.OfClass) {
                addMistake(examples.get(i), given.get(i));
            }
        }
    }

    private void addMistake(LabeledExample example, float[] given) {
        int actual = (int) example.target()[0];
        if (actual == Head.largest(given)) {
            return;
        }
        float[] probabilities = TemperatureScaling.none().probabilities(given);
        worst.add(new Wrong(example, given, probabilities[actual]));
        if (worst.size() > WORST) {
            worst.remove();
        }
    }

    private ClassifierEvaluation.Mistake mistake(Wrong wrong) {
        return new ClassifierEvaluation.Mistake(
                wrong.example().example(),
                head.names().get(wrong.actual()),
                head.names().get(Head.largest(wrong.outputs())),
                scaling.probabilities(wrong.outputs())[wrong.actual()]);
    }

    /** Throws {@code INVALID_DATA} when there was no example. */
    ClassifierEvaluation result(String data) {
        if (outputs.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    data + " has no example to measure a model on; give it one or more.");
        }
        return switch (head) {
            case Head.OfClass(List<String> names) ->
                    new ClassifierEvaluation.OfClasses(
                            ClassificationFigures.of(probabilities(), classes(), names),
                            worst.stream()
                                    .map(this::mistake)
                                    .sorted(
                                            Comparator.comparingDouble(
                                                    ClassifierEvaluation.Mistake::probability))
                                    .toList());
            case Head.OfLabels(List<String> names) ->
                    new ClassifierEvaluation.OfLabels(
                            MultiLabelFigures.of(labelProbabilities(), labels(), names));
            case Head.OfValue value ->
                    new ClassifierEvaluation.OfValues(
                            RegressionFigures.of(values(value, outputs), values(value, targets)));
        };
    }

    /**
     * The temperature of the smallest log loss on these examples; none for a value, which has no
     * probability.
     */
    TemperatureScaling fitted() {
        return switch (head) {
            case Head.OfClass _ -> TemperatureScaling.fit(rows(), classes());
            case Head.OfLabels _ -> TemperatureScaling.fit(rows(), labels());
            case Head.OfValue _ -> TemperatureScaling.none();
        };
    }

    private float[][] rows() {
        return outputs.toArray(float[][]::new);
    }

    private float[][] probabilities() {
        return outputs.stream().map(scaling::probabilities).toArray(float[][]::new);
    }

    private float[][] labelProbabilities() {
        return outputs.stream().map(scaling::multiLabelProbabilities).toArray(float[][]::new);
    }

    private int[] classes() {
        return targets.stream().mapToInt(target -> (int) target[0]).toArray();
    }

    private boolean[][] labels() {
        boolean[][] labels = new boolean[targets.size()][head.outputs()];
        for (int i = 0; i < labels.length; i++) {
            for (int j = 0; j < labels[i].length; j++) {
                labels[i][j] = targets.get(i)[j] > 0;
            }
        }
        return labels;
    }

    private static double[] values(Head.OfValue value, List<float[]> scaled) {
        return scaled.stream()
                .mapToDouble(each -> each[0] * value.deviation() + value.mean())
                .toArray();
    }
}
