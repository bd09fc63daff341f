package io.steelyard.tensorflow.internal.library;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionRun;

import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Tensor;

import java.util.ArrayList;
import java.util.List;

/**
 * What a session is asked to run, prepared once: which values are fed, which are fetched, which
 * operations run besides. Safe for use from several threads.
 */
public final class Call implements AutoCloseable {
    private final NativeSession session;
    private final TF_Output feeds;
    private final int feedCount;
    private final TF_Output fetches;
    private final int fetchCount;
    private final PointerPointer<TF_Operation> targets;
    private final int targetCount;

    /**
     * Prepares a call.
     *
     * @param feeds the values that are given, in their order
     * @param fetches the values that are returned, in their order
     * @param targets what runs besides
     */
    public Call(
            NativeSession session,
            List<Output> feeds,
            List<Output> fetches,
            List<Operation> targets) {
        this.session = session;
        this.feeds = Output.array(feeds);
        feedCount = feeds.size();
        this.fetches = Output.array(fetches);
        fetchCount = fetches.size();
        this.targets = new PointerPointer<>(Math.max(1, targets.size()));
        for (int i = 0; i < targets.size(); i++) {
            this.targets.put(i, targets.get(i).handle());
        }
        targetCount = targets.size();
    }

    /**
     * Runs once.
     *
     * @param given stay the caller's
     * @return the caller's to close
     */
    public List<NativeTensor> run(List<NativeTensor> given) {
        try (Status status = new Status();
                PointerPointer<TF_Tensor> in = new PointerPointer<>(Math.max(1, feedCount));
                PointerPointer<TF_Tensor> out = new PointerPointer<>(Math.max(1, fetchCount))) {
            for (int i = 0; i < feedCount; i++) {
                in.put(i, given.get(i).handle());
            }
            TF_SessionRun(
                    session.handle(),
                    null,
                    feeds,
                    in,
                    feedCount,
                    fetches,
                    out,
                    fetchCount,
                    targets,
                    targetCount,
                    null,
                    status.handle());
            status.check();
            List<NativeTensor> results = new ArrayList<>(fetchCount);
            for (int i = 0; i < fetchCount; i++) {
                results.add(new NativeTensor(out.get(TF_Tensor.class, i)));
            }
            return results;
        }
    }

    @Override
    public void close() {
        feeds.close();
        fetches.close();
        targets.close();
    }
}
