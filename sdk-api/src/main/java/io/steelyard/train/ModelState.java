package io.steelyard.train;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.model.Recording;
import io.steelyard.model.Variable;
import io.steelyard.nn.AveragedWeights;
import io.steelyard.spi.Backend;
import io.steelyard.spi.CompileOptions;
import io.steelyard.spi.DeviceState;
import io.steelyard.spi.Executable;
import io.steelyard.spi.StateSpec;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The variables of a model with their contents on a device. Owns the device memory; close it.
 *
 * <p>Reading is safe from several threads; writing must be alone.
 */
public final class ModelState implements AutoCloseable {
    private final Map<String, Variable> variables;
    private final DeviceState device;

    private ModelState(Map<String, Variable> variables, DeviceState device) {
        this.variables = variables;
        this.device = device;
    }

    /** Device memory for variables, all zero. */
    public static ModelState allocate(Backend backend, Collection<Variable> variables) {
        Map<String, Variable> byPath = new LinkedHashMap<>();
        Map<String, TensorType> types = new LinkedHashMap<>();
        for (Variable variable : variables) {
            byPath.put(variable.path(), variable);
            types.put(variable.path(), variable.type());
        }
        return new ModelState(byPath, backend.allocate(new StateSpec(types)));
    }

    /**
     * Device memory for variables with their first contents, which follow from the seed. Throws
     * {@code INVALID_PROGRAM} when an initializer gives another type than its variable's.
     */
    public static ModelState initialize(
            Backend backend, Collection<Variable> variables, long seed) {
        ModelState state = allocate(backend, variables);
        try (Executable initialize =
                backend.compile(
                        Recording.initialization(variables, seed), CompileOptions.defaults())) {
            initialize.run(state.device, List.of());
            return state;
        } catch (RuntimeException | Error failure) {
            state.close();
            throw failure;
        }
    }

    /**
     * Some of these variables with their contents, in memory of their own. Throws {@code
     * INVALID_PROGRAM} for one that is not here.
     */
    public ModelState copy(Backend backend, Collection<Variable> wanted) {
        ModelState copy = allocate(backend, wanted);
        try {
            for (Variable variable : copy.variables()) {
                copy.device.write(variable.path(), device.read(variable.path()));
            }
            return copy;
        } catch (RuntimeException | Error failure) {
            copy.close();
            throw failure;
        }
    }

    /** The memory, for running functions on it. */
    public DeviceState device() {
        return device;
    }

    /** What it holds, in the order of declaration. */
    public Collection<Variable> variables() {
        return Collections.unmodifiableCollection(variables.values());
    }

    /** The number of trained numbers. */
    public long parameterCount() {
        return variables.values().stream()
                .filter(variable -> variable.kind() == Variable.Kind.PARAMETER)
                .mapToLong(variable -> variable.type().elements())
                .sum();
    }

    /** The contents of all variables of the given kinds, by path, on the host. */
    public Map<String, NdArray> read(EnumSet<Variable.Kind> kinds) {
        Map<String, NdArray> contents = new LinkedHashMap<>();
        for (Variable variable : variables.values()) {
            if (kinds.contains(variable.kind())) {
                contents.put(variable.path(), device.read(variable.path()));
            }
        }
        return contents;
    }

    /**
     * Replaces the variables of the given kinds by arrays of the same names. Floats of another
     * dtype than the variable's are rounded to that.
     *
     * @return which were applied, which were missing, and which arrays no variable asked for
     * @throws SteelyardException {@code INCOMPATIBLE_CHECKPOINT} when one has another shape, or
     *     another dtype of which not both are floating; nothing is replaced then
     */
    public LoadReport load(Map<String, NdArray> arrays, EnumSet<Variable.Kind> kinds) {
        return load(arrays, kinds, "The checkpoint");
    }

    /**
     * As the form without a source does.
     *
     * @param source of the arrays, such as a file, for messages
     */
    public LoadReport load(
            Map<String, NdArray> arrays, EnumSet<Variable.Kind> kinds, String source) {
        LoadReport report = compare(arrays, kinds, source);
        for (String path : report.applied()) {
            DType dtype = variables.get(path).type().dtype();
            device.write(path, arrays.get(path).convert(dtype));
        }
        return report;
    }

    /**
     * What {@link #load} would report or throw; replaces nothing.
     *
     * @param source of the arrays, for messages
     */
    LoadReport compare(Map<String, NdArray> arrays, EnumSet<Variable.Kind> kinds, String source) {
        List<String> applied = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        List<String> mismatched = new ArrayList<>();
        for (Variable variable : variables.values()) {
            if (!kinds.contains(variable.kind())) {
                continue;
            }
            NdArray array = arrays.get(variable.path());
            if (array == null) {
                missing.add(variable.path());
            } else if (!fits(array.type(), variable.type())) {
                mismatched.add(
                        "'"
                                + variable.path()
                                + "' is "
                                + array.type()
                                + " there and "
                                + variable.type()
                                + " in the model");
            } else {
                applied.add(variable.path());
            }
        }
        if (!mismatched.isEmpty()) {
            throw new SteelyardException(
                    ErrorCode.INCOMPATIBLE_CHECKPOINT,
                    source
                            + " does not fit the model: "
                            + mismatched.getFirst()
                            + (mismatched.size() > 1
                                    ? " (and " + (mismatched.size() - 1) + " more tensors differ)"
                                    : "")
                            + ". Use the configuration that the checkpoint was trained with.");
        }
        List<String> unexpected =
                arrays.keySet().stream().filter(name -> !variables.containsKey(name)).toList();
        return new LoadReport(applied, missing, unexpected);
    }

    private static boolean fits(TensorType stored, TensorType wanted) {
        return stored.equals(wanted)
                || stored.shape().equals(wanted.shape())
                        && stored.dtype().isFloating()
                        && wanted.dtype().isFloating();
    }

    /**
     * Replaces each parameter by its moving average, as {@link AveragedWeights} keeps it beside
     * them: for evaluating and saving them. Whoever wants to train on saves a checkpoint before.
     *
     * @throws SteelyardException {@code INVALID_ARGUMENT} when a parameter has no average
     */
    public void useAverages() {
        Map<String, NdArray> averages = new LinkedHashMap<>();
        for (Variable variable : variables.values()) {
            if (variable.kind() == Variable.Kind.PARAMETER) {
                String slot = Recording.slotPath(variable.path()) + "." + AveragedWeights.AVERAGE;
                if (!variables.containsKey(slot)) {
                    throw new SteelyardException(
                            ErrorCode.INVALID_ARGUMENT,
                            "There is no moving average of '"
                                    + variable.path()
                                    + "'; accepted are states of a training whose optimizer is"
                                    + " AveragedWeights.");
                }
                averages.put(variable.path(), device.read(slot));
            }
        }
        averages.forEach(device::write);
    }

    /** Gives the device memory back. */
    @Override
    public void close() {
        device.close();
    }
}
