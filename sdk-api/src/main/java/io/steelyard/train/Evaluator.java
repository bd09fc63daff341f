package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.Cursor;
import io.steelyard.spi.Dataset;
import io.steelyard.spi.DatasetIterator;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Loss;
import io.steelyard.spi.Metric;
import io.steelyard.spi.Model;
import io.steelyard.tensor.NdArray;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the mean loss and the metrics of a model over a data set, each batch weighted by its
 * number of target elements, or as the loss says. Owns the compiled functions; close it. Not safe
 * for use from several threads.
 */
public final class Evaluator implements AutoCloseable {
    private final Backend backend;
    private final EvaluationFunction function;
    private final Map<BatchSignature, CompiledFunction> compiled = new HashMap<>();

    /**
     * An evaluator of a model whose variables are in the state that is given to each evaluation.
     * Throws {@code INVALID_ARGUMENT} for two metrics of one name, or one named {@code loss}.
     */
    public Evaluator(Backend backend, Model model, Loss loss, List<Metric> metrics) {
        this(backend, new EvaluationFunction(model, loss, metrics, 0));
    }

    Evaluator(Backend backend, EvaluationFunction function) {
        this.backend = backend;
        this.function = function;
    }

    /**
     * Runs over one pass of the data.
     *
     * @return {@code loss} and one figure for each metric, by name
     * @throws SteelyardException {@code INVALID_DATA} when the data set is empty or a label is no
     *     class
     */
    public Map<String, Double> evaluate(DeviceState state, Dataset<Batch> data) {
        return evaluate(state, data, () -> {});
    }

    Map<String, Double> evaluate(DeviceState state, Dataset<Batch> data, Runnable betweenBatches) {
        double lossSum = 0;
        double weight = 0;
        boolean empty = true;
        List<double @Nullable []> sums =
                new ArrayList<>(Collections.nCopies(function.metrics().size(), null));
        try (DatasetIterator<Batch> batches = data.iterator(Cursor.START)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                BatchSignature signature = BatchSignature.of(batch);
                List<NdArray> outputs =
                        compiled.computeIfAbsent(signature, this::compile)
                                .run(state, batch, signature.inputs(batch));
                empty &= batch.weight() == 0;
                double counts = weight(batch, outputs);
                lossSum += outputs.getFirst().item() * counts;
                weight += counts;
                for (int i = 0; i < sums.size(); i++) {
                    sums.set(i, add(sums.get(i), outputs.get(i + 1)));
                }
                betweenBatches.run();
            }
        }
        if (empty) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "The data set to evaluate on has no elements; give it at least one batch.");
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        // A loss that leaves every label out is 0, as that of each batch is.
        figures.put(EvaluationFunction.LOSS, weight == 0 ? 0 : lossSum / weight);
        for (int i = 0; i < sums.size(); i++) {
            Metric metric = function.metrics().get(i);
            figures.put(metric.name(), metric.result(sums.get(i)));
        }
        return Collections.unmodifiableMap(figures);
    }

    private double weight(Batch batch, List<NdArray> outputs) {
        int before = 1 + function.metrics().size();
        return outputs.size() > before ? outputs.getLast().item() : batch.weight();
    }

    private static double[] add(double @Nullable [] sum, NdArray addend) {
        double[] total = sum == null ? new double[Math.toIntExact(addend.type().elements())] : sum;
        for (int i = 0; i < total.length; i++) {
            total[i] += addend.get(i);
        }
        return total;
    }

    private CompiledFunction compile(BatchSignature signature) {
        EvaluationFunction.Recorded recorded = function.record(signature);
        return new CompiledFunction(
                backend.compile(recorded.function(), CompileOptions.defaults()),
                recorded.classTargets());
    }

    /** Gives the compiled functions back; the state belongs to the caller. */
    @Override
    public void close() {
        compiled.values().forEach(CompiledFunction::close);
        compiled.clear();
    }
}
