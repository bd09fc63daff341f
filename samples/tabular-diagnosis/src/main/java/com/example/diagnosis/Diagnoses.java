package com.example.diagnosis;

import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.Example;
import io.steelyard.classification.Prediction;
import io.steelyard.metric.ClassificationFigures;
import io.steelyard.metric.TemperatureScaling;
import io.steelyard.spi.Row;

import java.util.ArrayList;
import java.util.List;

/**
 * What a model says of patients, and what they have.
 *
 * @param logits a row for each patient: of benign, of malignant
 * @param labels 1 where the tumor is malignant
 */
record Diagnoses(float[][] logits, int[] labels) {
    private static final List<String> CLASSES = List.of("benign", "malignant");

    /** The model's, before any calibration. */
    static Diagnoses of(ClassificationModel model, Patients patients) {
        List<Example> examples = new ArrayList<>();
        for (Row row : patients.table().rows()) {
            examples.add(new Example.TableRow(patients.table(), row));
        }
        float[][] logits = new float[examples.size()][];
        List<Prediction> predictions = model.predict(examples);
        for (int i = 0; i < logits.length; i++) {
            double p = 0;
            if (predictions.get(i) instanceof Prediction.OfClass said) {
                p = said.probabilities().getOrDefault(patients.malignant(), 0.0);
            }
            logits[i] = new float[] {log(1 - p), log(p)};
        }
        return new Diagnoses(logits, patients.labels());
    }

    /** Logarithms of probabilities are logits: their softmax gives the probabilities again. */
    private static float log(double probability) {
        return (float) Math.log(Math.max(probability, Float.MIN_NORMAL));
    }

    TemperatureScaling fitted() {
        return TemperatureScaling.fit(logits, labels);
    }

    ClassificationFigures figures(TemperatureScaling scaling) {
        float[][] probabilities = new float[logits.length][];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = scaling.probabilities(logits[i]);
        }
        return ClassificationFigures.of(probabilities, labels, CLASSES);
    }

    /** The probability of a malignant tumor, for each patient. */
    float[] malignant(TemperatureScaling scaling) {
        float[] malignant = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            malignant[i] = scaling.probabilities(logits[i])[1];
        }
        return malignant;
    }
}
