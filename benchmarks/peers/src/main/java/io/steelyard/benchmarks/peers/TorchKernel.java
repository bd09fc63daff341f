package io.steelyard.benchmarks.peers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Operators of libtorch in a loop within one script, so that no call from Java is timed. */
final class TorchKernel implements AutoCloseable {
    private final NDManager manager;
    private final List<NDArray> arrays;
    private final PtSymbolBlock module;

    /**
     * @param manager stays open
     * @param body statements, each on a line; {@code a0}, {@code a1} ... are the arrays, or, where
     *     a result is called {@code a0[0]}, lists that hold them, as operators on lists want
     * @param results the names of what it computes, tensors
     */
    TorchKernel(NDManager manager, String body, List<String> results, List<NDArray> arrays) {
        this.manager = manager;
        this.arrays = arrays;
        StringBuilder arguments = new StringBuilder("n: Tensor");
        boolean lists = results.getFirst().endsWith("[0]");
        for (int i = 0; i < arrays.size(); i++) {
            arguments.append(", a").append(i).append(lists ? ": List[Tensor]" : ": Tensor");
            arrays.get(i).setName(lists ? "a" + i + "[]" : null);
        }
        StringBuilder script = new StringBuilder();
        if (!lists) {
            results.forEach(result -> script.append(result).append(" = n\n"));
        }
        // libtorch computes only once what it sees twice. So no result is there before the loop,
        // and the loop is none that counts: eight turns of such a one become one.
        script.append("rest = int(n)\nwhile torch.gt(rest, 0):\n")
                .append((body + "rest = torch.sub(rest, 1)\n").indent(2));
        script.append("return annotate(List[Tensor], [")
                .append(String.join(", ", results))
                .append("])\n");
        module =
                load(
                        manager,
                        ScriptArchive.of(arguments.toString(), "List[Tensor]", script.toString()));
    }

    static PtSymbolBlock load(NDManager manager, byte[] archive) {
        try {
            return JniUtils.loadModule(
                    (PtNDManager) manager, new ByteArrayInputStream(archive), false, false);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    /** Runs the statements so many times, once at least; the results of the last time, to close. */
    NDList run(int times) {
        try (NDManager scope = manager.newSubManager()) {
            NDList inputs = new NDList(scope.create(times));
            inputs.addAll(arrays);
            NDList results = IValueUtils.forward(module, inputs, false);
            results.attach(manager);
            return results;
        }
    }

    @Override
    public void close() {
        module.close();
    }
}
