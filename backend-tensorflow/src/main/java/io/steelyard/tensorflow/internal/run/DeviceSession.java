package io.steelyard.tensorflow.internal.run;

import io.steelyard.tensorflow.internal.library.NativeGraph;
import io.steelyard.tensorflow.internal.library.NativeSession;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A session over a graph that grows: with the variables of a state and of those that lie over it,
 * and with each function that runs on them. What is in a graph stays there, so each state that
 * shares none of another one's entries has a graph of its own, which goes when it is closed.
 *
 * <p>Safe for use from several threads.
 */
final class DeviceSession implements AutoCloseable {
    private final NativeGraph graph = new NativeGraph();
    private final NativeSession session;
    private final List<VariableSet> sets = new ArrayList<>();
    private long parts;
    private boolean closed;

    /**
     * Opens a session.
     *
     * @param configuration a {@code ConfigProto}
     */
    DeviceSession(byte[] configuration) {
        session = new NativeSession(graph, configuration);
    }

    NativeSession session() {
        return session;
    }

    /** Adds to the graph under a name that is not in use; nobody else does meanwhile. */
    synchronized <T> T grow(Function<String, T> addition) {
        return addition.apply("part_" + parts++);
    }

    NativeGraph graph() {
        return graph;
    }

    synchronized void register(VariableSet set) {
        sets.add(set);
    }

    /** Runs unless it is closed. */
    synchronized void ifOpen(Runnable action) {
        if (!closed) {
            action.run();
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            sets.forEach(VariableSet::closeCalls);
            session.close();
            graph.close();
        }
    }
}
