package io.steelyard.classification;

import io.steelyard.metric.ClassificationFigures;
import io.steelyard.metric.MultiLabelFigures;
import io.steelyard.metric.RegressionFigures;

import java.util.List;
import java.util.Map;

/** How good a model is on data that has labels. */
public sealed interface ClassifierEvaluation {
    /**
     * The main figures by name, such as {@code accuracy}, {@code f1_macro} or {@code
     * root_mean_squared_error}, and {@code examples}, their number.
     */
    default Map<String, Double> figures() {
        return EvaluationSections.figures(this);
    }

    /**
     * Of one class for each example.
     *
     * @param worst the examples that are taken for another class with the least doubt
     */
    record OfClasses(ClassificationFigures classes, List<Mistake> worst)
            implements ClassifierEvaluation {
        public OfClasses {
            worst = List.copyOf(worst);
        }
    }

    /** Of any number of labels for each example. */
    record OfLabels(MultiLabelFigures labels) implements ClassifierEvaluation {}

    /** Of a number for each example, in the unit of the data. */
    record OfValues(RegressionFigures values) implements ClassifierEvaluation {}

    /**
     * An example that is taken for another class.
     *
     * @param actual what it is
     * @param predicted what it is taken for
     * @param probability that the model gives its actual class
     */
    record Mistake(Example example, String actual, String predicted, double probability) {}
}
