package io.steelyard.tensorflow.internal.lower;

import io.steelyard.composite.AdamWRule;
import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Value;
import io.steelyard.tensor.DType;
import io.steelyard.tensorflow.internal.library.Operation;
import io.steelyard.tensorflow.internal.library.OperationBuilder;
import io.steelyard.tensorflow.internal.library.Output;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Adds the operations of {@link InPlaceUpdates}. TensorFlow copies a variable before it changes it
 * where what was read of it is still in use, so that a read keeps its value here too; only the read
 * itself has to come before.
 */
final class VariableUpdates {
    private final Emitter emitter;
    private final Map<Value, String> entries = new HashMap<>();
    private final Map<Value, Operation> reads = new HashMap<>();
    private final Map<String, Output> handles;
    private final Map<Corrections, Scalars> scalars = new HashMap<>();
    private final Set<Value> done = new HashSet<>();
    private final List<Operation> operations = new ArrayList<>();

    /** What updates of one step have in common. */
    private record Corrections(float beta1, float beta2, float epsilon, Output step) {}

    /** F32 {@code []}: powers of the decays, and the epsilon before its correction. */
    private record Scalars(Output power1, Output power2, Output epsilon) {}

    /**
     * Of a function.
     *
     * @param handles of the variables, by the names of the entries
     * @param reads the operations that read them
     */
    VariableUpdates(
            Emitter emitter,
            Function function,
            Map<String, Output> handles,
            Map<String, Operation> reads) {
        this.emitter = emitter;
        this.handles = handles;
        for (Binding read : function.reads()) {
            entries.put(read.value(), read.name());
            this.reads.put(read.value(), Objects.requireNonNull(reads.get(read.name())));
        }
    }

    /** Whether a value is in its variable once the operations have run. */
    boolean holds(Value value) {
        return done.contains(value);
    }

    /** What was added. */
    List<Operation> operations() {
        return operations;
    }

    /**
     * An update of AdamW, from whose sum TensorFlow takes {@code rate sqrt(1 - beta2^step) / (1 -
     * beta1^step) m / (sqrt(v) + epsilon)}: epsilon is scaled to come out as it does where v is
     * corrected first.
     */
    void adamW(AdamWRule rule, Node node, List<Output> x) {
        Output rate = x.get(4);
        Scalars scalar =
                scalars.computeIfAbsent(
                        new Corrections(rule.beta1(), rule.beta2(), rule.epsilon(), x.get(5)),
                        this::scalars);
        List<Operation> before = new ArrayList<>();
        for (int i = 0; i < node.results().size(); i++) {
            before.add(read(node, i));
            done.add(node.results().get(i));
        }
        if (rule.weightDecay() != 0) {
            Output decay = emitter.add("Mul", rate, number(rule.weightDecay()));
            before.add(
                    emitter.operation(
                            "ResourceApplyGradientDescent",
                            builder -> after(builder, before),
                            handle(node, 0),
                            decay,
                            x.get(0)));
        }
        operations.add(
                emitter.operation(
                        "ResourceApplyAdam",
                        builder -> after(builder, before),
                        handle(node, 0),
                        handle(node, 1),
                        handle(node, 2),
                        scalar.power1(),
                        scalar.power2(),
                        rate,
                        number(rule.beta1()),
                        number(rule.beta2()),
                        scalar.epsilon(),
                        x.get(1)));
    }

    private Scalars scalars(Corrections of) {
        Output step = emitter.cast(of.step(), DType.F32);
        Output power1 = emitter.add("Pow", number(of.beta1()), step);
        Output power2 = emitter.add("Pow", number(of.beta2()), step);
        Output rest = emitter.add("Sub", number(1), power2);
        return new Scalars(
                power1,
                power2,
                emitter.add("Mul", number(of.epsilon()), emitter.add("Sqrt", rest)));
    }

    private static OperationBuilder after(OperationBuilder builder, List<Operation> before) {
        before.forEach(builder::after);
        return builder;
    }

    private Operation read(Node node, int result) {
        return Objects.requireNonNull(
                reads.get(node.operands().get(InPlaceUpdates.variable(result))));
    }

    private Output handle(Node node, int result) {
        Value read = node.operands().get(InPlaceUpdates.variable(result));
        return Objects.requireNonNull(handles.get(Objects.requireNonNull(entries.get(read))));
    }

    private Output number(float value) {
        return emitter.number(DType.F32, value);
    }
}
