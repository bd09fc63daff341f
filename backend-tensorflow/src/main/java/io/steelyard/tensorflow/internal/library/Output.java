package io.steelyard.tensorflow.internal.library;

import org.tensorflow.internal.c_api.TF_Output;

import java.util.List;

/**
 * One result of an operation of a graph.
 *
 * @param operation what computes it
 * @param index among the results of the operation
 */
public record Output(Operation operation, int index) {
    /** As the C library takes them: in a row, which the caller closes. */
    static TF_Output array(List<Output> outputs) {
        TF_Output array = new TF_Output(Math.max(1, outputs.size()));
        for (int i = 0; i < outputs.size(); i++) {
            outputs.get(i).store(array.position(i));
        }
        return array.position(0);
    }

    void store(TF_Output target) {
        target.oper(operation.handle());
        target.index(index);
    }
}
