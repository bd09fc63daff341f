package io.steelyard.program;

import io.steelyard.tensor.TensorType;

import java.util.List;

/**
 * A recorded program: immutable, in static single assignment form, nodes in an order in which each
 * operand is defined before it is used.
 *
 * <p>State is read at the start and written at the end, all at once: a node never sees a write.
 *
 * @param name for messages and reports
 * @param inputs values given with each run, in the order in which they are given
 * @param reads the state entries it reads, with their content at the start
 * @param nodes the operations
 * @param outputs the values it returns, in the order in which they are returned
 * @param writes the state entries it replaces, with their content at the end
 */
public record Function(
        String name,
        List<Binding> inputs,
        List<Binding> reads,
        List<Node> nodes,
        List<Binding> outputs,
        List<Binding> writes) {
    public Function {
        inputs = List.copyOf(inputs);
        reads = List.copyOf(reads);
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
        writes = List.copyOf(writes);
    }

    public List<TensorType> inputTypes() {
        return inputs.stream().map(binding -> binding.value().type()).toList();
    }

    public List<TensorType> outputTypes() {
        return outputs.stream().map(binding -> binding.value().type()).toList();
    }

    /** One more than the largest id of a value: the length of a table indexed by id. */
    public int valueCount() {
        int largest = -1;
        for (Binding binding : inputs) {
            largest = Math.max(largest, binding.value().id());
        }
        for (Binding binding : reads) {
            largest = Math.max(largest, binding.value().id());
        }
        for (Node node : nodes) {
            for (Value value : node.results()) {
                largest = Math.max(largest, value.id());
            }
        }
        return largest + 1;
    }

    /** The program text, one node a line. */
    @Override
    public String toString() {
        return Printer.print(this);
    }
}
