package com.example.diagnosis;

import io.steelyard.classification.Classification;
import io.steelyard.classification.ClassificationData;
import io.steelyard.classification.ClassificationModel;
import io.steelyard.classification.ClassificationRecipe;
import io.steelyard.classification.ClassifierEvaluation;
import io.steelyard.data.Split;
import io.steelyard.data.table.Tables;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * As many trainings as there are folds, each measured on the part that it did not see.
 *
 * @param rocAuc of each fold
 */
record CrossValidation(List<Double> rocAuc) {
    static CrossValidation of(
            Classification task, ClassificationRecipe recipe, Patients patients, int folds) {
        return new CrossValidation(
                Split.folds(patients.labels(), folds, recipe.seed()).stream()
                        .map(fold -> rocAuc(task, recipe, patients, fold))
                        .toList());
    }

    private static double rocAuc(
            Classification task, ClassificationRecipe recipe, Patients patients, Split fold) {
        ClassificationData data =
                ClassificationData.rows(
                        patients.where(fold::isTraining)
                                .labeled()
                                .withTest(Tables.where(patients.table(), fold::isHeldOut)));
        try (ClassificationModel model = task.train(data, recipe)) {
            return switch (model.evaluate(data)) {
                case ClassifierEvaluation.OfClasses it -> it.classes().rocAuc();
                case ClassifierEvaluation.OfLabels _, ClassifierEvaluation.OfValues _ -> Double.NaN;
            };
        }
    }

    double mean() {
        return areas().average().orElse(Double.NaN);
    }

    /** The standard deviation over the folds. */
    double spread() {
        double mean = mean();
        return Math.sqrt(
                areas().map(area -> (area - mean) * (area - mean)).sum() / (rocAuc.size() - 1));
    }

    private DoubleStream areas() {
        return rocAuc.stream().mapToDouble(Double::doubleValue);
    }
}
