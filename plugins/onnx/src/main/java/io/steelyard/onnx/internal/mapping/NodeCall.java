package io.steelyard.onnx.internal.mapping;

import io.steelyard.error.ErrorCode;
import io.steelyard.error.SteelyardException;
import io.steelyard.onnx.internal.format.OnnxAttribute;
import io.steelyard.onnx.internal.format.OnnxNode;
import io.steelyard.program.Recorder;
import io.steelyard.program.Tensor;
import io.steelyard.tensor.NdArray;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.LongStream;

/** What a {@link NodeMapping} is given: a node, the values of its inputs and its attributes. */
public final class NodeCall {
    private final Recorder recorder;
    private final OnnxNode node;
    private final long opset;
    private final List<@Nullable OnnxValue> inputs;

    NodeCall(Recorder recorder, OnnxNode node, long opset, List<@Nullable OnnxValue> inputs) {
        this.recorder = recorder;
        this.node = node;
        this.opset = opset;
        this.inputs = inputs;
    }

    /** Where the operations go. */
    public Recorder recorder() {
        return recorder;
    }

    /** The version of the operator set that the node is written for. */
    public long opset() {
        return opset;
    }

    /** How many inputs the node names, those left out in between counted. */
    public int inputCount() {
        return inputs.size();
    }

    /** Whether an optional input is given. */
    public boolean has(int index) {
        return index < inputs.size() && inputs.get(index) != null;
    }

    /** Whether an optional output is asked for. */
    public boolean wants(int output) {
        return output < node.outputs().size() && !node.outputs().get(output).isEmpty();
    }

    /** An input. Throws {@code INVALID_FILE} when the node leaves it out. */
    public OnnxValue input(int index) {
        OnnxValue value = index < inputs.size() ? inputs.get(index) : null;
        if (value == null) {
            throw new SteelyardException(
                    ErrorCode.INVALID_FILE,
                    node.operator() + " has no input " + index + ", which it needs.");
        }
        return value;
    }

    /** The tensor of an input. */
    public Tensor tensor(int index) {
        return input(index).tensor();
    }

    /**
     * The content of an input that decides shapes. Throws {@code INVALID_PROGRAM} when it is known
     * only when the program runs.
     */
    public NdArray known(int index) {
        NdArray content = input(index).known();
        if (content == null) {
            throw refused(
                    "input "
                            + index
                            + " decides shapes and is computed by the graph; accepted are"
                            + " initializers and inputs that are given while the graph is"
                            + " recorded");
        }
        return content;
    }

    /** The elements of an input of whole numbers that decides shapes. */
    public long[] knownIntegers(int index) {
        NdArray content = known(index);
        return LongStream.range(0, content.type().elements()).map(content::getLong).toArray();
    }

    /** An attribute that is a whole number. */
    public long integer(String name, long absent) {
        return switch (node.attributes().get(name)) {
            case null -> absent;
            case OnnxAttribute.Whole(long value) -> value;
            case OnnxAttribute other -> throw wrongKind(name, "a whole number", other);
        };
    }

    /** Whether an attribute that is 0 or 1 is set. */
    public boolean flag(String name) {
        return integer(name, 0) != 0;
    }

    /** An attribute that is a float. */
    public float real(String name, float absent) {
        return switch (node.attributes().get(name)) {
            case null -> absent;
            case OnnxAttribute.Real(float value) -> value;
            case OnnxAttribute other -> throw wrongKind(name, "a float", other);
        };
    }

    /** An attribute that is a string. */
    public String text(String name, String absent) {
        return switch (node.attributes().get(name)) {
            case null -> absent;
            case OnnxAttribute.Text(String value) -> value;
            case OnnxAttribute other -> throw wrongKind(name, "a string", other);
        };
    }

    /** An attribute that is a list of whole numbers; empty when it is absent. */
    public List<Long> integers(String name) {
        return switch (node.attributes().get(name)) {
            case null -> List.of();
            case OnnxAttribute.Wholes(List<Long> values) -> values;
            case OnnxAttribute other -> throw wrongKind(name, "a list of whole numbers", other);
        };
    }

    /** An attribute that is a list of strings; empty when it is absent. */
    public List<String> texts(String name) {
        return switch (node.attributes().get(name)) {
            case null -> List.of();
            case OnnxAttribute.Texts(List<String> values) -> values;
            case OnnxAttribute other -> throw wrongKind(name, "a list of strings", other);
        };
    }

    /** Whether an attribute is given. */
    public boolean hasAttribute(String name) {
        return node.attributes().containsKey(name);
    }

    /** The error for a node that cannot be recorded, with the reason. */
    public SteelyardException refused(String reason) {
        return new SteelyardException(
                ErrorCode.INVALID_PROGRAM, node.operator() + ": " + reason + ".");
    }

    private SteelyardException wrongKind(String name, String expected, OnnxAttribute given) {
        return new SteelyardException(
                ErrorCode.INVALID_FILE,
                node.operator()
                        + " has the attribute '"
                        + name
                        + "' as "
                        + given
                        + "; it is "
                        + expected
                        + ".");
    }
}
