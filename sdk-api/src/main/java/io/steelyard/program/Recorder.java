package io.steelyard.program;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.NdArray;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Records one {@link Function}: hands out symbolic {@link Tensor}s and appends a node for each
 * operation on them. Each operation is checked as it is recorded, so that an error is thrown at the
 * line that made it.
 *
 * <p>Not safe for use from several threads.
 */
public final class Recorder {
    private final String name;
    private final @Nullable Recorder outer;
    private final Map<Tensor, Tensor> captured = new LinkedHashMap<>();
    private boolean closed;
    private final Map<String, Binding> inputs = new LinkedHashMap<>();
    private final Map<String, Binding> reads = new LinkedHashMap<>();
    private final Map<String, Binding> writes = new LinkedHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private String scope = "";
    private int nextId;

    /** Starts an empty function of the given name. */
    public Recorder(String name) {
        this(name, null);
    }

    private Recorder(String name, @Nullable Recorder outer) {
        this.name = name;
        this.outer = outer;
    }

    /**
     * Starts the body of an operation of this function. Tensors of this recording may be used in
     * it: each becomes an input of the body, after those declared before its first use, and an
     * operand of the operation; see {@link #captured}. Operations on such tensors alone are
     * recorded here, outside the body. Reading and writing state is recorded here too.
     */
    Recorder nested(String body) {
        return new Recorder(body, this);
    }

    /** The tensors of the outer recording that are used here, in the order of their inputs. */
    List<Tensor> captured() {
        return List.copyOf(captured.keySet());
    }

    /**
     * A value that is given with each run. Throws {@code INVALID_PROGRAM} for a name already used.
     */
    public Tensor input(String input, TensorType type) {
        Binding binding = new Binding(input, newValue(type));
        if (inputs.putIfAbsent(input, binding) != null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "Function '"
                            + name
                            + "' has an input '"
                            + input
                            + "' already; give each input its own"
                            + " name.");
        }
        return tensor(binding.value());
    }

    /**
     * The content of a state entry when the function starts. The same name gives the same value.
     * Throws {@code INVALID_PROGRAM} when the entry is already known with another type.
     */
    public Tensor state(String entry, TensorType type) {
        Binding known = reads.get(entry);
        if (known == null) {
            known = new Binding(entry, newValue(type));
            reads.put(entry, known);
        } else if (!known.value().type().equals(type)) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "State '"
                            + entry
                            + "' was read as "
                            + known.value().type()
                            + " before and is asked for as "
                            + type
                            + " now; one path names one tensor.");
        }
        return tensor(known.value());
    }

    /**
     * Replaces a state entry when the function ends; of several writes the last one counts. Throws
     * {@code INVALID_PROGRAM} when the entry was read with another type.
     */
    public void write(String entry, Tensor content) {
        requireOwn(content);
        Binding known = reads.get(entry);
        if (known != null && !known.value().type().equals(content.type())) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "State '"
                            + entry
                            + "' has type "
                            + known.value().type()
                            + " and cannot be replaced by "
                            + content.type()
                            + ".");
        }
        writes.put(entry, new Binding(entry, content.value()));
    }

    /** A value known now. */
    public Tensor constant(NdArray value) {
        return apply(new Op.Constant(value));
    }

    /** A scalar known now, rounded to the dtype. */
    public Tensor constant(DType dtype, double value) {
        NdArray scalar = NdArray.zeros(TensorType.of(dtype));
        scalar.set(0, value);
        return constant(scalar);
    }

    /** Records an operation that has one result. */
    public Tensor apply(Op op, Tensor... operands) {
        return applyAll(op, List.of(operands)).getFirst();
    }

    /**
     * Records an operation.
     *
     * @return its results
     * @throws SteelyardException {@code INVALID_PROGRAM} when the operands do not fit
     */
    public List<Tensor> applyAll(Op op, List<Tensor> operands) {
        Recorder innermost = innermost(operands);
        if (innermost != this) {
            return innermost.applyAll(op, operands);
        }
        List<Value> values = operands.stream().map(this::own).map(Tensor::value).toList();
        List<TensorType> types;
        try {
            types = ShapeRules.infer(op, values.stream().map(Value::type).toList());
        } catch (SteelyardException problem) {
            throw located(problem);
        }
        List<Value> results = types.stream().map(this::newValue).toList();
        nodes.add(new Node(op, values, results, scope()));
        return results.stream().map(this::tensor).toList();
    }

    /** The recording that an operation on tensors belongs to: the most deeply nested of theirs. */
    Recorder innermost(List<Tensor> operands) {
        Recorder innermost = this;
        for (Tensor operand : operands) {
            if (operand.recorder().isInside(innermost)) {
                innermost = operand.recorder();
            }
        }
        return innermost;
    }

    private boolean isInside(Recorder other) {
        Recorder around = outer;
        while (around != null && around != other) {
            around = around.outer;
        }
        return around != null;
    }

    /** The tensor in this recording: itself, or the input that an outer one becomes. */
    private Tensor own(Tensor tensor) {
        if (!closed && outer != null && isInside(tensor.recorder())) {
            Tensor around = outer.own(tensor);
            Tensor known = captured.get(around);
            if (known == null) {
                known = input("captured" + captured.size(), around.type());
                captured.put(around, known);
            }
            return known;
        }
        requireOwn(tensor);
        return tensor;
    }

    /**
     * Lets a recorded node compute further results beside those it has, which stay the values they
     * are: for gradients that need more of an operation than it gave.
     *
     * @param node of this recording
     * @param wider an operation on the same operands whose first results are the node's
     * @return the further results
     */
    public List<Tensor> extend(Node node, Op wider) {
        int place = nodes.size() - 1;
        while (nodes.get(place) != node) {
            place--;
        }
        List<TensorType> types =
                ShapeRules.infer(wider, node.operands().stream().map(Value::type).toList());
        List<Value> results = new ArrayList<>(node.results());
        for (TensorType type : types.subList(results.size(), types.size())) {
            results.add(newValue(type));
        }
        nodes.set(place, new Node(wider, node.operands(), results, node.scope()));
        return results.subList(node.results().size(), results.size()).stream()
                .map(this::tensor)
                .toList();
    }

    /**
     * Records a composite: its decomposition becomes the body, whose outputs give the result types.
     *
     * @return its results
     */
    public List<Tensor> applyComposite(CompositeRule rule, List<Tensor> operands) {
        Recorder body = new Recorder(rule.name());
        List<Tensor> parameters = new ArrayList<>();
        for (Tensor operand : operands) {
            parameters.add(body.input("operand" + parameters.size(), operand.type()));
        }
        List<Tensor> results;
        try {
            results = rule.decompose(Collections.unmodifiableList(parameters));
        } catch (SteelyardException problem) {
            throw located(problem);
        }
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (Tensor result : results) {
            outputs.put("result" + outputs.size(), result);
        }
        return applyAll(new Op.Composite(rule, body.finish(outputs)), operands);
    }

    /**
     * Records the nodes of another function in place, with tensors of this one for its inputs.
     *
     * @return what its outputs are here
     */
    public List<Tensor> inline(Function function, List<Tensor> operands) {
        Tensor[] here = new Tensor[function.valueCount()];
        for (int i = 0; i < operands.size(); i++) {
            here[function.inputs().get(i).value().id()] = operands.get(i);
        }
        for (Node node : function.nodes()) {
            List<Tensor> arguments =
                    node.operands().stream().map(value -> here[value.id()]).toList();
            List<Tensor> results = applyAll(node.op(), arguments);
            for (int i = 0; i < results.size(); i++) {
                here[node.results().get(i).id()] = results.get(i);
            }
        }
        return function.outputs().stream().map(output -> here[output.value().id()]).toList();
    }

    /** The path that new nodes carry; inside a body that of the function around it. */
    public String scope() {
        return outer == null ? scope : outer.scope();
    }

    /** Sets the path that new nodes carry. */
    public void scope(String path) {
        if (outer == null) {
            scope = path;
        } else {
            outer.scope(path);
        }
    }

    /** The nodes so far, oldest first: a live view that cannot be changed. */
    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** How many inputs were declared so far. */
    public int inputCount() {
        return inputs.size();
    }

    /** How many values there are so far: one more than the largest id. */
    public int valueCount() {
        return nextId;
    }

    /** The handle of a value of this recording. */
    public Tensor tensor(Value value) {
        return new Tensor(this, value);
    }

    /** The state entries that were read or written so far, in the order of their first use. */
    public Map<String, TensorType> stateTypes() {
        Map<String, TensorType> types = new LinkedHashMap<>();
        reads.values().forEach(binding -> types.put(binding.name(), binding.value().type()));
        writes.values()
                .forEach(binding -> types.putIfAbsent(binding.name(), binding.value().type()));
        return types;
    }

    /**
     * The function recorded so far. The tensors of a body are of no use afterwards.
     *
     * @param outputs what it returns, by name, in this order
     */
    public Function finish(Map<String, Tensor> outputs) {
        List<Binding> results = new ArrayList<>();
        outputs.forEach(
                (output, tensor) -> {
                    results.add(new Binding(output, own(tensor).value()));
                });
        closed = outer != null;
        return new Function(
                name,
                List.copyOf(inputs.values()),
                List.copyOf(reads.values()),
                nodes,
                results,
                List.copyOf(writes.values()));
    }

    private Value newValue(TensorType type) {
        return new Value(nextId++, type);
    }

    private void requireOwn(Tensor tensor) {
        if (tensor.recorder() != this || closed) {
            throw new SteelyardException(
                    ErrorCode.INVALID_PROGRAM,
                    "A tensor of another recording was used in function '"
                            + name
                            + "'; a tensor lives only while its own function is recorded, so pass"
                            + " data between functions as inputs or state.");
        }
    }

    /** An error at the place that is being recorded. */
    SteelyardException invalid(String sentence) {
        return located(new SteelyardException(ErrorCode.INVALID_PROGRAM, sentence));
    }

    /** The error with the scope path in its sentence. */
    SteelyardException located(SteelyardException problem) {
        String message = problem.getMessage();
        return scope().isEmpty() || message.contains(" In scope '")
                ? problem
                : new SteelyardException(
                        problem.code(), message + " In scope '" + scope() + "'.", problem);
    }
}
