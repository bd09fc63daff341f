package io.steelyard.train;

import io.steelyard.model.Variable;
import io.steelyard.spi.Backend;
import io.steelyard.spi.Batch;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.CompileReport;
import io.steelyard.spi.Executable;
import io.steelyard.tensor.NdArray;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The steps of a training: functions that are compiled for each shape of batch, and their runs. */
final class StepRunner implements AutoCloseable {
    private final Backend backend;
    private final TrainStepFunction function;
    private final int batchesPerStep;
    private final StepTimes times;
    private final StepProfiler profiler;
    private final Map<BatchSignature, CompiledFunction> updates = new HashMap<>();
    private final Map<BatchSignature, CompiledFunction> accumulations = new HashMap<>();
    private final Map<BatchSignature, Inspector> inspectors = new HashMap<>();

    StepRunner(
            Backend backend,
            TrainStepFunction function,
            int batchesPerStep,
            StepTimes times,
            StepProfiler profiler) {
        this.backend = backend;
        this.function = function;
        this.batchesPerStep = batchesPerStep;
        this.times = times;
        this.profiler = profiler;
    }

    /**
     * What a step gave.
     *
     * @param loss the mean of the losses of its batches, weighted as the gradients are
     * @param weight target elements of its batches
     * @param nanos that it took, without waiting for batches, compiling and inspecting
     */
    record Result(double loss, double gradientNorm, long weight, long nanos) {}

    /** The function that computes the gradients of a step, and whose they are in what order. */
    private record Inspector(CompiledFunction function, List<String> parameters) {}

    /** The first update, and the variables that it declares. */
    record Prepared(CompileReport report, Collection<Variable> variables) {}

    /** Compiles the update for batches as the first one. */
    Prepared prepare(Batch first) {
        BatchSignature signature = BatchSignature.of(first);
        TrainStepFunction.Recorded recorded = function.record(signature);
        CompiledFunction update = compile(recorded);
        updates.put(signature, update);
        return new Prepared(update.executable().report(), recorded.variables());
    }

    private CompiledFunction compile(TrainStepFunction.Recorded recorded) {
        Executable executable = backend.compile(recorded.function(), profiler.options());
        profiler.add(executable, backend);
        return new CompiledFunction(executable, recorded.classTargets());
    }

    /** Counts a step in the profile; after the last one that is in it, functions are not timed. */
    void profile(long dataNanos, long nanos, long callbackNanos) {
        if (profiler.stepped(dataNanos, nanos, callbackNanos)) {
            closeSteps();
        }
    }

    private void closeSteps() {
        updates.values().forEach(CompiledFunction::close);
        updates.clear();
        accumulations.values().forEach(CompiledFunction::close);
        accumulations.clear();
    }

    /** Who looks into a step: is told its number, and given weights and gradients. */
    record Look(long step, Consumer<Callback.Inspection> inspected) {}

    /**
     * One update from so many batches, or from those that are left of the epoch.
     *
     * @param first of them
     * @param rest where the others are taken from
     */
    Result run(
            ModelState state,
            Batch first,
            TrainingBatches rest,
            double learningRate,
            Optional<Look> look) {
        Batch batch = first;
        WeightedLoss sum = new WeightedLoss(0, 0);
        long weight = batch.weight();
        long accumulating = 0;
        for (int count = 1; count < batchesPerStep && rest.passHasNext(); count++) {
            CompiledFunction accumulate = accumulation(BatchSignature.of(batch));
            long start = System.nanoTime();
            sum = sum.plus(WeightedLoss.of(run(accumulate, state, batch, List.of())));
            accumulating += System.nanoTime() - start;
            batch = rest.next();
            weight += batch.weight();
        }
        CompiledFunction update =
                updates.computeIfAbsent(
                        BatchSignature.of(batch), key -> compile(function.record(key)));
        long inspecting = 0;
        if (look.isPresent()) {
            inspecting = accumulating + inspect(state, batch, look.get());
        }
        long start = System.nanoTime();
        List<NdArray> outputs =
                run(update, state, batch, List.of(NdArray.scalar((float) learningRate)));
        double loss =
                function.accumulates()
                        ? sum.plus(WeightedLoss.of(outputs)).mean()
                        : outputs.getFirst().item();
        double norm = outputs.getLast().item();
        long nanos = accumulating + System.nanoTime() - start;
        times.add(StepTimes.Part.STEP, nanos);
        if (look.isPresent()) {
            times.add(StepTimes.Part.FORWARD_BACKWARD, inspecting);
            times.add(StepTimes.Part.UPDATE, nanos - inspecting);
        }
        return new Result(loss, norm, weight, nanos);
    }

    private CompiledFunction accumulation(BatchSignature signature) {
        return accumulations.computeIfAbsent(
                signature, key -> compile(function.recordAccumulation(key)));
    }

    /** Computes the gradients that the update is about to use; gives the time that it took. */
    private long inspect(ModelState state, Batch batch, Look look) {
        Inspector inspector = inspectors.computeIfAbsent(BatchSignature.of(batch), this::inspector);
        long start = System.nanoTime();
        List<NdArray> outputs = run(inspector.function(), state, batch, List.of());
        long nanos = System.nanoTime() - start;
        Map<String, NdArray> weights = new LinkedHashMap<>();
        Map<String, NdArray> gradients = new LinkedHashMap<>();
        for (int i = 0; i < outputs.size(); i++) {
            String path = inspector.parameters().get(i);
            weights.put(path, state.device().read(path));
            gradients.put(path, outputs.get(i));
        }
        look.inspected().accept(new Callback.Inspection(look.step(), weights, gradients));
        return nanos;
    }

    private Inspector inspector(BatchSignature signature) {
        TrainStepFunction.Recorded recorded = function.recordInspection(signature);
        List<String> parameters =
                recorded.function().outputs().stream().map(output -> output.name()).toList();
        return new Inspector(
                new CompiledFunction(
                        backend.compile(recorded.function(), CompileOptions.defaults()),
                        recorded.classTargets()),
                parameters);
    }

    private List<NdArray> run(
            CompiledFunction compiled, ModelState state, Batch batch, List<NdArray> more) {
        List<NdArray> inputs = BatchSignature.of(batch).inputs(batch);
        if (function.accumulates()) {
            inputs.add(NdArray.scalar((float) batch.weight()));
        }
        inputs.addAll(more);
        return compiled.run(state.device(), batch, inputs);
    }

    @Override
    public void close() {
        closeSteps();
        inspectors.values().forEach(inspector -> inspector.function().close());
    }
}
