package io.steelyard.program.pass;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.ShapeRules;
import io.steelyard.program.Value;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Rebuilds a function node by node. Each value of the old function is given its value in the new
 * one, either by {@link #copy} or by {@link #replace}; inputs and state reads are there from the
 * start. The ids of the new function count up from 0 in order of definition.
 *
 * <p>Not safe for use from several threads.
 */
public final class Rewriter {
    private final Function source;
    private final @Nullable Value[] renamed;
    private final List<Node> nodes = new ArrayList<>();
    private final List<@Nullable Node> definitions = new ArrayList<>();
    private final List<Binding> inputs;
    private final List<Binding> reads;

    /** Starts a function with the inputs and state reads of another. */
    public Rewriter(Function source) {
        this.source = source;
        renamed = new Value[source.valueCount()];
        inputs = source.inputs().stream().map(this::declare).toList();
        reads = source.reads().stream().map(this::declare).toList();
    }

    private Binding declare(Binding binding) {
        Value value = new Value(definitions.size(), binding.value().type());
        definitions.add(null);
        replace(binding.value(), value);
        return new Binding(binding.name(), value);
    }

    /** The new value that an old one became. */
    public Value map(Value old) {
        return Objects.requireNonNull(renamed[old.id()], "the value is not rebuilt yet");
    }

    /** The new values that old ones became. */
    public List<Value> map(List<Value> old) {
        return old.stream().map(this::map).toList();
    }

    /** Lets a new value stand for an old one from here on. */
    public void replace(Value old, Value value) {
        renamed[old.id()] = value;
    }

    /** Lets new values stand for old ones from here on. */
    public void replace(List<Value> old, List<Value> values) {
        for (int i = 0; i < old.size(); i++) {
            replace(old.get(i), values.get(i));
        }
    }

    /**
     * Appends an old node with its operands renamed, and lets its results stand for the old ones.
     */
    public void copy(Node node) {
        replace(node.results(), append(node, map(node.operands()), node.scope()));
    }

    /**
     * Appends a node like another one, with other operands of the same types.
     *
     * @param operands new values
     * @return the results
     */
    public List<Value> append(Node like, List<Value> operands, String scope) {
        return append(
                like.op(), operands, like.results().stream().map(Value::type).toList(), scope);
    }

    /**
     * Appends an operation that has one result. Throws {@code INVALID_PROGRAM} when the operands do
     * not fit.
     *
     * @param operands new values
     */
    public Value append(Op op, List<Value> operands, String scope) {
        List<TensorType> types = ShapeRules.infer(op, operands.stream().map(Value::type).toList());
        return append(op, operands, types, scope).getFirst();
    }

    private List<Value> append(Op op, List<Value> operands, List<TensorType> types, String scope) {
        int first = definitions.size();
        List<Value> results = new ArrayList<>();
        for (TensorType type : types) {
            results.add(new Value(first + results.size(), type));
        }
        Node node = new Node(op, operands, results, scope);
        nodes.add(node);
        results.forEach(_ -> definitions.add(node));
        return node.results();
    }

    /** The node that defines a new value; null for inputs and state reads. */
    public @Nullable Node definition(Value value) {
        return definitions.get(value.id());
    }

    /** The new function: the outputs and writes of the old one, each as what it became. */
    public Function finish() {
        return new Function(
                source.name(), inputs, reads, nodes, bind(source.outputs()), bind(source.writes()));
    }

    private List<Binding> bind(List<Binding> old) {
        return old.stream()
                .map(binding -> new Binding(binding.name(), map(binding.value())))
                .toList();
    }
}
