package io.steelyard.reference.internal.plan;

import io.steelyard.program.Binding;
import io.steelyard.program.Function;
import io.steelyard.program.Node;
import io.steelyard.program.Op;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.LoopStep;
import io.steelyard.reference.internal.run.MoveStep;
import io.steelyard.reference.internal.run.PackStep;
import io.steelyard.reference.internal.run.Step;
import io.steelyard.tensor.DType;
import io.steelyard.tensor.TensorType;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes the operations that run a function of their own. The body is planned as a function over
 * state: it reads its inputs and writes its outputs where they are, carries are entries that it
 * both reads and writes, and its buffers are one buffer here, alive while it runs.
 */
final class Loops {
    private Loops() {}

    /** A view whose parts along the leading axis are what the body has at each index. */
    private record Entry(View view, long elements) {
        /** The same at each index. */
        static Entry constant(View view) {
            return new Entry(view, 0);
        }

        /** One element of a sequence after the other. */
        static Entry sequence(View view) {
            return new Entry(view, view.stride(0));
        }

        LoopStep.Bound bound() {
            return new LoopStep.Bound(view.address(), elements * view.type().dtype().bytes());
        }
    }

    /** Writes a call; returns how many operations of its body share a kernel with another. */
    static int call(Draft draft, Node node, Op.Call op) {
        List<Entry> reads = new ArrayList<>();
        for (Value operand : node.operands()) {
            reads.add(Entry.constant(draft.dense(operand)));
        }
        List<Entry> writes = new ArrayList<>();
        for (Value result : node.results()) {
            writes.add(Entry.constant(draft.result(result)));
        }
        return loop(draft, new Op.Scan(op.body(), 0, 0, 1, false), reads, writes);
    }

    /** Writes a loop; returns how many operations of its body share a kernel with another. */
    static int scan(Draft draft, Node node, Op.Scan op) {
        List<Entry> reads = new ArrayList<>();
        for (int i = 0; i < node.operands().size(); i++) {
            Value operand = node.operands().get(i);
            if (i < op.carries()) {
                reads.add(Entry.constant(carry(draft, operand, node.results().get(i))));
            } else if (i < op.carries() + op.sequences()) {
                View view = draft.view(operand);
                reads.add(Entry.sequence(view.isDenseFrom(1) ? view : draft.dense(operand)));
            } else {
                reads.add(Entry.constant(draft.dense(operand)));
            }
        }
        List<Entry> writes = new ArrayList<>(reads.subList(0, op.carries()));
        for (Value result : node.results().subList(op.carries(), node.results().size())) {
            writes.add(Entry.sequence(draft.result(result)));
        }
        return op.length() == 0 ? 0 : loop(draft, op, reads, writes);
    }

    /**
     * The result of a carry with the content for the first step, in the memory of the operand where
     * that ends here.
     */
    private static View carry(Draft draft, Value operand, Value result) {
        View first = draft.view(operand);
        View carry = draft.result(result);
        if (first.isDense() && first.type().elements() > 0) {
            draft.emit(
                    List.of(first),
                    List.of(carry),
                    Draft.overlay(carry, first),
                    () -> new MoveStep(carry.address(), first.address(), first.type().bytes()));
        } else {
            Movement.emitCopy(draft, first, carry);
        }
        return carry;
    }

    private static int loop(Draft draft, Op.Scan op, List<Entry> reads, List<Entry> writes) {
        Plan plan = draft.plan(overState(op.body(), op.carries()), same(op, reads));
        List<Entry> packed = packed(draft, plan.draft().invariants(), reads);
        Address constants = draft.include(plan.draft());
        View arena = draft.allocate(TensorType.of(DType.U8, plan.arenaBytes()));
        List<Step> steps = Stream.concat(plan.steps().stream(), plan.commits().stream()).toList();
        List<Entry> entries =
                Stream.of(reads, writes.subList(op.carries(), writes.size()), packed)
                        .flatMap(List::stream)
                        .toList();
        draft.emit(
                Stream.of(reads, packed).flatMap(List::stream).map(Entry::view).toList(),
                Stream.concat(writes.stream().map(Entry::view), Stream.of(arena)).toList(),
                () ->
                        new LoopStep(
                                steps,
                                entries.stream().map(Entry::bound).toList(),
                                arena.address(),
                                constants,
                                op.length(),
                                op.reverse()));
        return plan.fused();
    }

    /** The entries that the body finds the same at each of several steps. */
    private static Set<String> same(Op.Scan op, List<Entry> reads) {
        return op.length() < 2
                ? Set.of()
                : IntStream.range(op.carries() + op.sequences(), reads.size())
                        .mapToObj(Loops::input)
                        .collect(Collectors.toSet());
    }

    /** Packs what the body wants packed. */
    private static List<Entry> packed(Draft draft, Invariants invariants, List<Entry> reads) {
        List<Entry> all = new ArrayList<>();
        for (Invariants.Packed each : invariants.packed()) {
            View to = draft.allocate(each.type());
            Address inside = each.operand().address();
            View from = reads.get(inside.base() - Address.STATE).view();
            draft.emit(
                    List.of(from),
                    List.of(to),
                    () ->
                            new PackStep(
                                    each.shape(),
                                    from.address().plus(inside.offset()),
                                    to.address()));
            all.add(Entry.constant(to));
        }
        return all;
    }

    private static String input(int number) {
        return "input " + number;
    }

    /** A body with its inputs and outputs as entries of a state, in their order. */
    private static Function overState(Function body, int carries) {
        List<Binding> reads = new ArrayList<>();
        for (Binding input : body.inputs()) {
            reads.add(new Binding(input(reads.size()), input.value()));
        }
        List<Binding> writes = new ArrayList<>();
        for (Binding output : body.outputs()) {
            int number = writes.size();
            String name = number < carries ? input(number) : "output " + number;
            writes.add(new Binding(name, output.value()));
        }
        return new Function(body.name(), List.of(), reads, body.nodes(), List.of(), writes);
    }
}
