package com.example.diagnosis;

import io.steelyard.metric.ClassificationFigures;
import io.steelyard.metric.ConfusionMatrix;
import io.steelyard.metric.Reliability;
import io.steelyard.metric.TemperatureScaling;

import java.io.PrintWriter;
import java.util.Locale;

/** What is printed. */
record Report(PrintWriter out) {
    void print(String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
        out.flush();
    }

    /**
     * How far probabilities can be believed, before a temperature divides their logits and after.
     */
    void printCalibration(Diagnoses test, TemperatureScaling scaling) {
        ClassificationFigures before = test.figures(TemperatureScaling.none());
        ClassificationFigures after = test.figures(scaling);
        print("On the test part %22s %12s%n", "as trained", "calibrated");
        print("%-26s %12.3f %12.3f%n", "temperature", 1.0, scaling.temperature());
        print(
                "%-26s %12.4f %12.4f%n",
                "expected calibration error", before.calibrationError(), after.calibrationError());
        print("%-26s %12.4f %12.4f%n", "log loss", before.logLoss(), after.logLoss());
        print("%-26s %12.4f %12.4f%n%n", "accuracy", before.accuracy(), after.accuracy());
        print("%-16s %10s %12s %12s%n", "confidence", "patients", "mean", "right");
        for (Reliability.Bin bin : after.reliability().bins()) {
            if (bin.count() > 0) {
                print(
                        "%.3f to %.3f   %10d %12.3f %12.3f%n",
                        bin.lower(), bin.upper(), bin.count(), bin.confidence(), bin.accuracy());
            }
        }
    }

    void print(ConfusionMatrix confusion) {
        print("%-20s %12s %12s%n", "", "said benign", "malignant");
        for (int actual = 0; actual < confusion.classes().size(); actual++) {
            print(
                    "%-20s %12d %12d%n",
                    "is " + confusion.classes().get(actual),
                    confusion.count(actual, 0),
                    confusion.count(actual, 1));
        }
    }
}
