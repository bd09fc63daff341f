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
import io.steelyard.spi.Executable;
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
 * number of target elements. Owns the compiled functions; close it. Not safe for use from several
 * threads.
 */
public final class Evaluator implements AutoCloseable {
    private final Backend backend;
    private final EvaluationFunction function;
    private final Map<BatchSignature, Executable> compiled = new HashMap<>();

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
     * @throws SteelyardException {@code INVALID_DATA} when the data set is empty
     */
    public Map<String, Double> evaluate(DeviceState state, Dataset<Batch> data) {
        return evaluate(state, data, () -> {});
    }

    Map<String, Double> evaluate(DeviceState state, Dataset<Batch> data, Runnable betweenBatches) {
        double lossSum = 0;
        long weight = 0;
        List<double @Nullable []> sums =
                new ArrayList<>(Collections.nCopies(function.metrics().size(), null));
        try (DatasetIterator<Batch> batches = data.iterator(Cursor.START)) {
            while (batches.hasNext()) {
                Batch batch = batches.next();
                BatchSignature signature = BatchSignature.of(batch);
                Executable executable = compiled.computeIfAbsent(signature, this::compile);
                List<NdArray> outputs = executable.run(state, signature.inputs(batch));
                lossSum += outputs.getFirst().item() * batch.weight();
                weight += batch.weight();
                for (int i = 0; i < sums.size(); i++) {
                    sums.set(i, add(sums.get(i), outputs.get(i + 1)));
                }
                betweenBatches.run();
            }
        }
        if (weight == 0) {
            throw new SteelyardException(
                    ErrorCode.INVALID_DATA,
                    "The data set to evaluate on has no elements; give it at least one batch.");
        }
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put(EvaluationFunction.LOSS, lossSum / weight);
        for (int i = 0; i < sums.size(); i++) {
            Metric metric = function.metrics().get(i);
            figures.put(metric.name(), metric.result(sums.get(i)));
        }
        return Collections.unmodifiableMap(figures);
    }

    private static double[] add(double @Nullable [] sum, NdArray addend) {
        double[] total = sum == null ? new double[Math.toIntExact(addend.type().elements())] : sum;
        for (int i = 0; i < total.length; i++) {
            total[i] += addend.get(i);
        }
        return total;
    }

    private Executable compile(BatchSignature signature) {
        return backend.compile(function.record(signature), CompileOptions.defaults());
    }

    /** Gives the compiled functions back; the state belongs to the caller. */
    @Override
    public void close() {
        compiled.values().forEach(Executable::close);
        compiled.clear();
    }
}
