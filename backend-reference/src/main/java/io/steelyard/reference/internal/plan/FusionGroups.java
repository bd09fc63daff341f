package io.steelyard.reference.internal.plan;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.run.MiddleAxis;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides which elementwise nodes run as one kernel, and in which order everything runs.
 *
 * <p>Two nodes join when one reads the other, both have as many elements, and as many other kernels
 * stand before them: then no path leads out of a group and back. A group whose results are read by
 * one other group alone joins that one too. Reductions of what a group computes join it last.
 */
final class FusionGroups {
    /**
     * A block interpreter gains nothing from longer groups, and their registers leave the cache.
     */
    private static final int LARGEST = 48;

    private static final int NO_NODE = -1;

    private final List<Node> nodes;
    private final Producers producers;
    private final int[] producer;
    private final int[] level;
    private final int[] parent;
    private final List<List<Integer>> consumers;

    /** The values that the caller takes, under the names of their computation. */
    private final Set<Integer> results = new HashSet<>();

    private FusionGroups(Function function, Producers producers) {
        nodes = function.nodes();
        this.producers = producers;
        producer = new int[function.valueCount()];
        Arrays.fill(producer, NO_NODE);
        level = new int[nodes.size()];
        parent = new int[nodes.size()];
        for (List<Binding> bindings : List.of(function.outputs(), function.writes())) {
            bindings.forEach(each -> results.add(producers.original(each.value()).id()));
        }
        consumers = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            parent[i] = i;
            consumers.add(new ArrayList<>(2));
            for (Value result : nodes.get(i).results()) {
                producer[result.id()] = i;
            }
        }
    }

    /** The nodes of a function in an order to run them; nodes in one list are one kernel. */
    static List<int[]> schedule(Function function, Producers producers) {
        FusionGroups groups = new FusionGroups(function, producers);
        groups.measureLevels();
        groups.joinNeighbours();
        groups.joinOnlyConsumers();
        groups.joinReductions();
        List<int[]> order = groups.order();
        return new FollowedProducts(groups.nodes, producers, order).order();
    }

    /** Whether a node computes each element from the elements at the same place. */
    static boolean isElementwise(Node node) {
        return node.result().type().elements() > 0 && Support.isElementwise(node.op());
    }

    /** Whether the result is the operand under another name: nothing is computed. */
    static boolean isRename(Op op) {
        return op instanceof Op.Reshape
                || op instanceof Op.Bitcast
                || op instanceof Op.StopGradient;
    }

    /**
     * How many kernels that are not elementwise stand between a node and the first elementwise one.
     */
    private void measureLevels() {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            int before = -1;
            for (Value operand : node.operands()) {
                int from = producer[operand.id()];
                if (from != NO_NODE) {
                    before = Math.max(before, level[from]);
                }
                int source = source(operand);
                if (source != NO_NODE) {
                    consumers.get(source).add(i);
                }
            }
            boolean elementwise = isElementwise(node);
            if (elementwise) {
                level[i] = Math.max(0, before);
            } else {
                level[i] = before < 0 || isRename(node.op()) ? before : before + 1;
            }
        }
    }

    /** The node that computes a value, if only under another name, or {@link #NO_NODE}. */
    private int source(Value value) {
        return producer[producers.original(value).id()];
    }

    private void joinNeighbours() {
        for (int i = 0; i < nodes.size(); i++) {
            if (!isElementwise(nodes.get(i))) {
                continue;
            }
            for (Value operand : nodes.get(i).operands()) {
                int source = source(operand);
                if (source != NO_NODE
                        && isElementwise(nodes.get(source))
                        && level[source] == level[i]
                        && sameSpace(source, i)) {
                    parent[root(i)] = root(source);
                }
            }
        }
        // Cut what grew too large along the order of the nodes, which keeps the parts acyclic.
        int[] head = new int[nodes.size()];
        int[] size = new int[nodes.size()];
        Arrays.fill(head, NO_NODE);
        int[] cut = new int[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            int root = root(i);
            if (head[root] == NO_NODE || size[root] == LARGEST) {
                head[root] = i;
                size[root] = 0;
            }
            cut[i] = head[root];
            size[root]++;
        }
        System.arraycopy(cut, 0, parent, 0, cut.length);
    }

    private void joinOnlyConsumers() {
        List<List<Integer>> members = members();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (root(i) != i || !isElementwise(nodes.get(i))) {
                continue;
            }
            int target = onlyConsumer(i, members.get(i));
            if (target != NO_NODE
                    && isElementwise(nodes.get(target))
                    && sameSpace(i, target)
                    && members.get(i).size() + members.get(target).size() <= LARGEST) {
                parent[i] = target;
                members.get(target).addAll(members.get(i));
                members.get(i).clear();
            }
        }
    }

    /**
     * Adds reductions to the groups that compute their operands. They read nothing else, and no
     * member waits for one, since all that reads a reduction has a higher level. What follows a
     * product is a part of that, which gives it rows in any order: then reductions stand apart,
     * unless nothing else reads the group, which writes nothing so.
     */
    private void joinReductions() {
        List<List<Integer>> members = members();
        @Nullable MiddleAxis[] axes = new MiddleAxis[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            MiddleAxis axis = GroupReductions.axis(nodes.get(i));
            int source = axis == null ? NO_NODE : source(nodes.get(i).operands().getFirst());
            if (source == NO_NODE || !isElementwise(nodes.get(source))) {
                continue;
            }
            int group = root(source);
            if (axes[group] == null
                    ? !followsProduct(members.get(group)) || isReducedAlone(group, members, axis)
                    : axis.equals(axes[group])) {
                axes[group] = axis;
                parent[i] = group;
            }
        }
    }

    private boolean followsProduct(List<Integer> members) {
        for (int member : members) {
            for (Value operand : nodes.get(member).operands()) {
                int source = source(operand);
                if (source != NO_NODE
                        && FollowedProducts.isProduct(nodes.get(source))
                        && sameSpace(source, member)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether nothing but reductions along an axis reads what a group computes. */
    private boolean isReducedAlone(int group, List<List<Integer>> members, MiddleAxis axis) {
        for (int member : members.get(group)) {
            if (results.contains(nodes.get(member).result().id())) {
                return false;
            }
            for (int consumer : consumers.get(member)) {
                Node reader = nodes.get(consumer);
                if (!isRename(reader.op())
                        && root(consumer) != group
                        && !axis.equals(GroupReductions.axis(reader))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The members of each group, at the number of its root. */
    private List<List<Integer>> members() {
        List<List<Integer>> members = new ArrayList<>(nodes.size());
        for (int i = 0; i < nodes.size(); i++) {
            members.add(new ArrayList<>(1));
        }
        for (int i = 0; i < nodes.size(); i++) {
            members.get(root(i)).add(i);
        }
        return members;
    }

    /** The root of the one group that reads a group, or {@link #NO_NODE}. */
    private int onlyConsumer(int group, List<Integer> members) {
        int only = NO_NODE;
        for (int member : members) {
            for (int consumer : consumers.get(member)) {
                // What a rename hands on is read by its consumers, which are listed here too.
                if (isRename(nodes.get(consumer).op())) {
                    continue;
                }
                int reader = root(consumer);
                if (reader != group && only != NO_NODE && reader != only) {
                    return NO_NODE;
                }
                only = reader == group ? only : reader;
            }
        }
        return only;
    }

    private boolean sameSpace(int left, int right) {
        return nodes.get(left).result().type().elements()
                == nodes.get(right).result().type().elements();
    }

    private int root(int node) {
        int current = node;
        while (parent[current] != current) {
            parent[current] = parent[parent[current]];
            current = parent[current];
        }
        return current;
    }

    private boolean isIn(int node, int group) {
        return node != NO_NODE && root(node) == group;
    }

    private List<int[]> order() {
        List<List<Integer>> members = members();
        List<int[]> order = new ArrayList<>();
        boolean[] scheduled = new boolean[nodes.size()];
        boolean[] opened = new boolean[nodes.size()];
        Deque<Integer> stack = new ArrayDeque<>();
        for (int i = 0; i < nodes.size(); i++) {
            List<Integer> group = members.get(root(i));
            if (group.getLast() != i) {
                continue;
            }
            stack.push(root(i));
            while (!stack.isEmpty()) {
                int next = stack.peek();
                if (scheduled[next]) {
                    stack.pop();
                } else if (opened[next]) {
                    stack.pop();
                    scheduled[next] = true;
                    order.add(members.get(next).stream().mapToInt(Integer::intValue).toArray());
                } else {
                    opened[next] = true;
                    pushSources(members.get(next), next, scheduled, stack);
                }
            }
        }
        return order;
    }

    private void pushSources(
            List<Integer> members, int group, boolean[] scheduled, Deque<Integer> stack) {
        for (int member : members) {
            for (Value operand : nodes.get(member).operands()) {
                int from = producer[operand.id()];
                // A rename between two members runs nothing: what it renames must be there first.
                while (from != NO_NODE
                        && root(from) != group
                        && isRename(nodes.get(from).op())
                        && isIn(source(operand), group)) {
                    from = producer[nodes.get(from).operands().getFirst().id()];
                }
                if (from != NO_NODE && root(from) != group && !scheduled[root(from)]) {
                    stack.push(root(from));
                }
            }
        }
    }
}
