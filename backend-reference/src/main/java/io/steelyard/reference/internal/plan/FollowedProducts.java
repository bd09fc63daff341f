package io.steelyard.reference.internal.plan;

import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An order of kernels in which elementwise operations come right after the matrix product that they
 * read, if all else that they read is there by then: so they may become a part of it.
 */
final class FollowedProducts {
    private final List<Node> nodes;
    private final Producers producers;
    private final List<int[]> groups;
    private final boolean[] placed;

    /** The group that computes a value, by its id. */
    private final Map<Integer, Integer> groupOf = new HashMap<>();

    /** The elementwise groups that read a product, if only under another name. */
    private final Map<Integer, List<Integer>> followers = new HashMap<>();

    private final List<int[]> order = new ArrayList<>();

    /**
     * An order to be made of another one.
     *
     * @param groups the nodes by number, those of a kernel together
     */
    FollowedProducts(List<Node> nodes, Producers producers, List<int[]> groups) {
        this.nodes = nodes;
        this.producers = producers;
        this.groups = groups;
        placed = new boolean[groups.size()];
        for (int group = 0; group < groups.size(); group++) {
            for (int member : groups.get(group)) {
                for (Value result : nodes.get(member).results()) {
                    groupOf.put(result.id(), group);
                }
            }
        }
        for (int group = 0; group < groups.size(); group++) {
            if (isElementwise(group)) {
                for (Value operand : operands(group)) {
                    Integer source = groupOf.get(producers.original(operand).id());
                    if (source != null && isProduct(first(source))) {
                        followers.computeIfAbsent(source, _ -> new ArrayList<>()).add(group);
                    }
                }
            }
        }
    }

    /** The order. */
    List<int[]> order() {
        for (int group = 0; group < groups.size(); group++) {
            if (!placed[group]) {
                place(group);
                placeFollower(group);
            }
        }
        return order;
    }

    private void placeFollower(int product) {
        for (int follower : followers.getOrDefault(product, List.of())) {
            List<Integer> names = new ArrayList<>();
            if (!placed[follower] && isReady(follower, names)) {
                names.forEach(this::place);
                place(follower);
                return;
            }
        }
    }

    /**
     * Whether all that a group reads is there.
     *
     * @param names takes those that are there but for another name or another view of them, which
     *     costs nothing, in the order in which they are to be placed
     */
    private boolean isReady(int group, List<Integer> names) {
        for (int source : sources(group)) {
            if (placed[source] || names.contains(source)) {
                continue;
            }
            if (!isView(first(source).op()) || !isReady(source, names)) {
                return false;
            }
            names.add(source);
        }
        return true;
    }

    private void place(int group) {
        if (!placed[group]) {
            placed[group] = true;
            order.add(groups.get(group));
        }
    }

    /** Whether all members are: a group with reductions does not follow. */
    private boolean isElementwise(int group) {
        return Arrays.stream(groups.get(group))
                .mapToObj(nodes::get)
                .allMatch(FusionGroups::isElementwise);
    }

    private Node first(int group) {
        return nodes.get(groups.get(group)[0]);
    }

    /** The groups whose results a group reads. */
    private List<Integer> sources(int group) {
        List<Integer> sources = new ArrayList<>();
        for (Value operand : operands(group)) {
            Integer source = groupOf.get(operand.id());
            if (source != null && source != group) {
                sources.add(source);
            }
        }
        return sources;
    }

    private List<Value> operands(int group) {
        return Arrays.stream(groups.get(group))
                .mapToObj(member -> nodes.get(member).operands())
                .flatMap(List::stream)
                .toList();
    }

    private static boolean isView(Op op) {
        return FusionGroups.isRename(op)
                || op instanceof Op.Broadcast
                || op instanceof Op.Transpose
                || op instanceof Op.Slice
                || op instanceof Op.Constant;
    }

    /** Whether elementwise operations may become a part of a node. */
    static boolean isProduct(Node node) {
        return node.op() instanceof Op.DotGeneral
                || node.op() instanceof Op.Composite composite
                        && (composite.rule() instanceof KernelFolding.BiasedProductRule
                                || composite.rule() instanceof StoredOperands.StoredProductRule);
    }
}
