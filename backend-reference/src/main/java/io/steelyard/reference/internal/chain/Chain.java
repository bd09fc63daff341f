package io.steelyard.reference.internal.chain;

import io.steelyard.reference.internal.kernel.VectorElement;
import io.steelyard.reference.internal.kernel.VectorKernel;

import java.util.List;

/**
 * Elementwise operations of F32 and BOOL that follow one another. Values have numbers: the inputs
 * first, the results of the operations after them. Equal chains are computed by the same kernel.
 * Immutable.
 *
 * @param operations in an order in which each value is computed before it is read
 * @param results what is written to memory
 */
public record Chain(List<Input> inputs, List<Operation> operations, List<Result> results) {
    public Chain {
        inputs = List.copyOf(inputs);
        operations = List.copyOf(operations);
        results = List.copyOf(results);
    }

    /**
     * What is read.
     *
     * @param slot which address it lies at
     * @param element of the memory there
     * @param same whether all elements are the same, so that one vector is enough
     */
    public record Input(int slot, VectorElement element, boolean same) {}

    /**
     * A function of values.
     *
     * @param operands numbers of earlier values, as many as the function has operands
     */
    public record Operation(VectorKernel kernel, List<Integer> operands) {
        public Operation {
            operands = List.copyOf(operands);
        }
    }

    /**
     * A value that is written.
     *
     * @param slot which address it is written to
     */
    public record Result(int value, int slot) {}

    /** What a value is of. */
    VectorElement element(int value) {
        return value < inputs.size()
                ? inputs.get(value).element()
                : operations.get(value - inputs.size()).kernel().result();
    }

    /** How many addresses there must be. */
    int slots() {
        int slots = 0;
        for (Input input : inputs) {
            slots = Math.max(slots, input.slot() + 1);
        }
        for (Result result : results) {
            slots = Math.max(slots, result.slot() + 1);
        }
        return slots;
    }
}
