package io.steelyard.reference.internal.plan;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.MoveStep;
import io.steelyard.reference.internal.run.Step;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A function as steps over buffers that all have their places.
 *
 * @param steps what a run does, in order
 * @param commits what it does last, after the outputs are taken
 * @param outputs where each output lies, dense
 * @param fused how many operations share a kernel with another one
 */
record Plan(
        Draft draft,
        List<Step> steps,
        List<Step> commits,
        long arenaBytes,
        List<Address> outputs,
        int fused) {
    Plan {
        steps = List.copyOf(steps);
        commits = List.copyOf(commits);
        outputs = List.copyOf(outputs);
    }

    /**
     * Writes the instructions of a function and gives every buffer its place.
     *
     * @param callSites where the steps are described that are to be timed; null times none
     * @param outer scopes of the step that runs it, which are those of nodes that have none; empty
     *     for a function that is run by itself
     * @param same entries of the state that are the same each time that step runs it
     */
    static Plan of(
            Function function,
            @Nullable CallSites callSites,
            Optional<List<String>> outer,
            Set<String> same) {
        List<String> scopes = outer.orElse(List.of());
        Draft draft = new Draft(function, callSites, scopes, new Invariants(same));
        int fused = new Lowering(function, draft).lower();
        draft.at(List.of());
        List<View> outputs = new ArrayList<>();
        for (Binding output : function.outputs()) {
            outputs.add(draft.dense(output.value()));
        }
        Map<String, View> contents = contents(function, draft);
        Map<Buffer, Buffer> writes = new LinkedHashMap<>();
        contents.forEach(
                (entry, content) -> writes.put(stateBuffer(draft, entry), content.buffer()));
        long arenaBytes =
                StoragePlan.place(
                        draft.instructions(),
                        draft.inputs(),
                        outputs.stream().map(View::buffer).toList(),
                        writes);
        List<Step> commits = new ArrayList<>();
        contents.forEach(
                (entry, content) -> {
                    Address to = stateBuffer(draft, entry).address();
                    if (!to.equals(content.address()) && content.type().elements() > 0) {
                        MoveStep commit =
                                new MoveStep(to, content.address(), content.type().bytes());
                        commits.add(
                                callSites == null
                                        ? commit
                                        : callSites.commit(outer.orElse(List.of(entry)), commit));
                    }
                });
        return new Plan(
                draft,
                callSites == null
                        ? SideBySide.steps(draft.instructions())
                        // To be timed, each runs by itself.
                        : draft.instructions().stream().map(each -> each.step().get()).toList(),
                commits,
                arenaBytes,
                outputs.stream().map(View::address).toList(),
                fused);
    }

    /** How many kernel calls a run makes, as far as an int counts. */
    int kernels() {
        long sum = Stream.concat(steps.stream(), commits.stream()).mapToLong(Step::kernels).sum();
        return Math.clamp(sum, 0, Integer.MAX_VALUE);
    }

    /**
     * What replaces each state entry. An entry whose new content is the old content of another one
     * gets a copy, so that all entries change together.
     */
    private static Map<String, View> contents(Function function, Draft draft) {
        Map<Integer, String> readAs = new HashMap<>();
        function.reads().forEach(read -> readAs.put(read.value().id(), read.name()));
        Map<String, View> contents = new LinkedHashMap<>();
        for (Binding write : function.writes()) {
            Value value = write.value();
            if (write.name().equals(readAs.get(value.id()))) {
                continue;
            }
            View view = draft.dense(value);
            contents.put(write.name(), view.buffer().isState() ? draft.denseCopy(view) : view);
        }
        return contents;
    }

    private static Buffer stateBuffer(Draft draft, String entry) {
        Buffer buffer = draft.state().get(entry);
        if (buffer == null) {
            throw new IllegalStateException("State entry '" + entry + "' was not declared.");
        }
        return buffer;
    }
}
