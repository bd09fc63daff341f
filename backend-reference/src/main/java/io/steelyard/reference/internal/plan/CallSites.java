package io.steelyard.reference.internal.plan;

import io.steelyard.program.Cost;
import io.steelyard.program.CostModel;
import io.steelyard.program.Node;
import io.steelyard.program.Printer;
import io.steelyard.reference.internal.run.CallSite;
import io.steelyard.reference.internal.run.CopyStep;
import io.steelyard.reference.internal.run.FillStep;
import io.steelyard.reference.internal.run.LoopStep;
import io.steelyard.reference.internal.run.MoveStep;
import io.steelyard.reference.internal.run.PackStep;
import io.steelyard.reference.internal.run.SelectingStep;
import io.steelyard.reference.internal.run.Step;
import io.steelyard.reference.internal.run.TimedStep;
import io.steelyard.tensor.TensorType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a program calls kernels, in words for a profile: what a draft and those within it emit, in
 * the order in which they do.
 */
final class CallSites {
    private static final int MOST_SHAPES = 4;

    private final List<@Nullable CallSite> sites = new ArrayList<>();

    /**
     * The nodes that instructions are written for. Of several instructions the first one that
     * computes has the arithmetic of all.
     */
    static final class Origin {
        private final List<Node> nodes;
        private final List<String> scopes;
        private boolean counted;

        /**
         * The origin of what is emitted from now on.
         *
         * @param outer scopes of nodes that have none
         */
        Origin(List<Node> nodes, List<String> outer) {
            this.nodes = List.copyOf(nodes);
            List<String> own =
                    nodes.stream()
                            .map(Node::scope)
                            .filter(scope -> !scope.isEmpty())
                            .distinct()
                            .toList();
            scopes = own.isEmpty() ? outer : own;
        }

        /** The origin of an instruction that computes what these nodes and others do. */
        Origin and(Origin other) {
            return new Origin(Stream.concat(nodes.stream(), other.nodes.stream()).toList(), scopes);
        }

        List<String> scopes() {
            return scopes;
        }

        private long operationsOf(Step step) {
            boolean moves =
                    step instanceof CopyStep
                            || step instanceof MoveStep
                            || step instanceof FillStep
                            || step instanceof PackStep
                            || step instanceof LoopStep;
            if (moves || counted) {
                return 0;
            }
            counted = true;
            return nodes.stream()
                    .mapToLong(node -> CostModel.of(node).floatingPointOperations())
                    .sum();
        }
    }

    /** The step with its time taken. */
    Supplier<Step> timed(
            Origin origin, List<View> reads, List<View> writes, Supplier<Step> untimed) {
        int index = sites.size();
        sites.add(null);
        return () -> {
            Step step = untimed.get();
            sites.set(index, site(origin, step, reads, writes));
            return new TimedStep(step, index);
        };
    }

    /**
     * A step with its time taken that moves the new content of a state entry.
     *
     * @param scopes the entry itself where the state is one, those of a loop where it is a carry
     */
    Step commit(List<String> scopes, MoveStep step) {
        sites.add(
                new CallSite(
                        "commit", List.of(), scopes, "", new Cost(0, step.bytes(), step.bytes())));
        return new TimedStep(step, sites.size() - 1);
    }

    private static CallSite site(Origin origin, Step step, List<View> reads, List<View> writes) {
        return new CallSite(
                step.name(),
                origin.nodes.stream().map(node -> Printer.name(node.op())).toList(),
                origin.scopes,
                shapes(reads) + " -> " + shapes(writes),
                new Cost(origin.operationsOf(step), bytes(step, reads), bytes(step, writes)));
    }

    private static String shapes(List<View> views) {
        Map<TensorType, Integer> counts = new LinkedHashMap<>();
        views.forEach(view -> counts.merge(view.type(), 1, Integer::sum));
        String first =
                counts.entrySet().stream()
                        .limit(MOST_SHAPES)
                        .map(
                                each ->
                                        (each.getValue() == 1 ? "" : each.getValue() + " x ")
                                                + each.getKey())
                        .collect(Collectors.joining(", "));
        return counts.size() > MOST_SHAPES ? first + ", ..." : first;
    }

    /** Of what lies in memory: no element of a view that repeats counts twice. */
    private static long bytes(Step step, List<View> views) {
        return switch (step) {
            case LoopStep _ -> 0;
            case MoveStep move when move.out().equals(move.in()) -> 0;
            case SelectingStep selecting ->
                    views.stream()
                            .mapToLong(view -> Math.min(bytes(view), selecting.selectedBytes()))
                            .sum();
            default -> views.stream().mapToLong(CallSites::bytes).sum();
        };
    }

    private static long bytes(View view) {
        return Math.min(view.type().bytes(), view.buffer().bytes());
    }

    /** All of them, once every step is made. */
    List<CallSite> all() {
        return sites.stream().map(Objects::requireNonNull).toList();
    }
}
