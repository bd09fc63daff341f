package io.steelyard.classification;

import io.steelyard.composite.Composites;
import io.steelyard.data.table.TargetEncoder;
import io.steelyard.metric.Accuracy;
import io.steelyard.metric.Averaging;
import io.steelyard.metric.F1;
import io.steelyard.metric.MeanAbsoluteError;
import io.steelyard.metric.RSquared;
import io.steelyard.metric.RootMeanSquaredError;
import io.steelyard.metric.TemperatureScaling;
import io.steelyard.nn.BinaryCrossEntropy;
import io.steelyard.nn.MeanSquaredError;
import io.steelyard.nn.SoftmaxCrossEntropy;
import io.steelyard.program.Tensor;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Targets;
import io.steelyard.tensor.NdArray;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the numbers that a model gives for an example mean, and what they are compared with. */
sealed interface Head {
    static Head of(TargetEncoder target) {
        return switch (target) {
            case TargetEncoder.Classes classes -> new OfClass(classes.labels());
            case TargetEncoder.Labels labels -> new OfLabels(labels.labels());
            case TargetEncoder.Value value ->
                    new OfValue(value.column(), value.mean(), value.standardDeviation());
        };
    }

    /** The first of the largest. */
    static int largest(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /** Names of the classes or labels; the name of the value alone. */
    List<String> names();

    /** How many numbers the model gives for an example. */
    default int outputs() {
        return names().size();
    }

    /** The loss unless the recipe names one. */
    Loss loss(Optimization optimization, long[] counts);

    /** What is measured at each validation besides the loss. */
    List<Metric> metrics();

    /** The metric by which a training is ended and its best model chosen. */
    Watched watched();

    /** The targets of a batch, as the loss takes them. */
    Map<String, NdArray> targets(List<float[]> encoded);

    /** What the numbers of an example say. */
    Prediction prediction(float[] outputs, TemperatureScaling scaling);

    /** What the numbers say, in a program for use elsewhere. */
    Tensor said(Tensor outputs, double temperature);

    /** One class of several; an encoded target is the number of the class. */
    record OfClass(List<String> names) implements Head {
        @Override
        public Loss loss(Optimization optimization, long[] counts) {
            SoftmaxCrossEntropy loss =
                    new SoftmaxCrossEntropy().withLabelSmoothing(optimization.labelSmoothing());
            return optimization.classWeights().equals(Optimization.BALANCED)
                    ? loss.withClassWeights(balanced(counts))
                    : loss;
        }

        /** The inverse of each class's share, so that all classes together count the same. */
        private static List<Float> balanced(long[] counts) {
            long sum = 0;
            for (long count : counts) {
                sum += count;
            }
            List<Float> weights = new ArrayList<>();
            for (long count : counts) {
                weights.add(count == 0 ? 0f : (float) ((double) sum / counts.length / count));
            }
            return weights;
        }

        @Override
        public List<Metric> metrics() {
            return List.of(new Accuracy(), new F1(Averaging.MACRO));
        }

        @Override
        public Watched watched() {
            return Watched.of("validation/" + new Accuracy().name());
        }

        @Override
        public Map<String, NdArray> targets(List<float[]> encoded) {
            int[] labels = new int[encoded.size()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (int) encoded.get(i)[0];
            }
            return Map.of(Targets.LABELS, NdArray.of(labels, labels.length));
        }

        @Override
        public Prediction prediction(float[] outputs, TemperatureScaling scaling) {
            float[] probabilities = scaling.probabilities(outputs);
            int best = largest(probabilities);
            return new Prediction.OfClass(
                    names.get(best), probabilities[best], byName(names, probabilities));
        }

        @Override
        public Tensor said(Tensor outputs, double temperature) {
            return Composites.softmax(outputs.div(temperature));
        }
    }

    /** Any number of labels; an encoded target is 1 for those an example has, and 0 elsewhere. */
    record OfLabels(List<String> names) implements Head {
        @Override
        public Loss loss(Optimization optimization, long[] counts) {
            return new BinaryCrossEntropy();
        }

        @Override
        public List<Metric> metrics() {
            return List.of(new F1(Averaging.MICRO));
        }

        @Override
        public Watched watched() {
            return Watched.of("validation/" + new F1(Averaging.MICRO).name());
        }

        @Override
        public Map<String, NdArray> targets(List<float[]> encoded) {
            return Map.of(Targets.LABELS, rows(encoded, names.size()));
        }

        @Override
        public Prediction prediction(float[] outputs, TemperatureScaling scaling) {
            float[] probabilities = scaling.multiLabelProbabilities(outputs);
            List<String> labels = new ArrayList<>();
            for (int i = 0; i < probabilities.length; i++) {
                if (probabilities[i] > 0.5) {
                    labels.add(names.get(i));
                }
            }
            return new Prediction.OfLabels(labels, byName(names, probabilities));
        }

        @Override
        public Tensor said(Tensor outputs, double temperature) {
            return outputs.div(temperature).sigmoid();
        }
    }

    /**
     * A number; an encoded target is its distance from the mean of the training part in standard
     * deviations.
     *
     * @param name of what it is
     */
    record OfValue(String name, double mean, double deviation) implements Head {
        @Override
        public List<String> names() {
            return List.of(name);
        }

        @Override
        public Loss loss(Optimization optimization, long[] counts) {
            return new MeanSquaredError();
        }

        @Override
        public List<Metric> metrics() {
            return List.of(
                    new RootMeanSquaredError(deviation),
                    new MeanAbsoluteError(deviation),
                    new RSquared());
        }

        @Override
        public Watched watched() {
            return Watched.of("validation/" + new RootMeanSquaredError().name());
        }

        @Override
        public Map<String, NdArray> targets(List<float[]> encoded) {
            return Map.of(Targets.VALUES, rows(encoded, 1));
        }

        @Override
        public Prediction prediction(float[] outputs, TemperatureScaling scaling) {
            return new Prediction.OfValue(outputs[0] * deviation + mean);
        }

        @Override
        public Tensor said(Tensor outputs, double temperature) {
            return outputs.mul(deviation).add(mean);
        }
    }

    private static NdArray rows(List<float[]> encoded, int width) {
        float[] values = new float[encoded.size() * width];
        for (int i = 0; i < encoded.size(); i++) {
            System.arraycopy(encoded.get(i), 0, values, i * width, width);
        }
        return NdArray.of(values, encoded.size(), width);
    }

    private static Map<String, Double> byName(List<String> names, float[] values) {
        Map<String, Double> byName = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            byName.put(names.get(i), (double) values[i]);
        }
        return byName;
    }
}
