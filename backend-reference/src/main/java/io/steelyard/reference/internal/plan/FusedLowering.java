package io.steelyard.reference.internal.plan;

import static java.util.function.Predicate.not;

import io.steelyard.program.Node;
import io.steelyard.program.Value;
import io.steelyard.reference.internal.run.Arrangement;
import io.steelyard.reference.internal.run.FusedProgram;
import io.steelyard.reference.internal.run.FusedStep;
import io.steelyard.reference.internal.run.MiddleAxis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Writes a group of elementwise nodes, and reductions of them, as one {@link FusedProgram}. */
final class FusedLowering {
    /** What the slots of a block together should take, so that they stay in the nearest caches. */
    private static final int BLOCK_BYTES = 48 * 1024;

    private static final int SMALLEST_BLOCK = 512;
    private static final int LARGEST_BLOCK = 4096;

    private final Draft draft;
    private final Node[] nodes;
    private final Producers producers;
    private final boolean[] isOutput;
    private final int[] lastReader;
    private final Map<Integer, Integer> memberOf = new HashMap<>();
    private final Map<InputKey, Integer> inputNumbers = new LinkedHashMap<>();
    private final List<View> inputViews = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final GroupReductions reductions;

    /** Two operands with equal keys are the same elements at the same places. */
    private record InputKey(Buffer buffer, long offset, Arrangement arrangement) {}

    /** A result and how it lies. */
    private record Output(View view, Arrangement.Rows rows) {}

    /**
     * An operand of a member: the number of another member, or of an input.
     *
     * @param member the member, or -1 for an input
     */
    private record Source(int member, int input) {}

    private FusedLowering(Draft draft, List<Node> nodes, Producers producers) {
        this.draft = draft;
        this.nodes = nodes.toArray(Node[]::new);
        this.producers = producers;
        reductions = new GroupReductions(draft);
        isOutput = new boolean[nodes.size()];
        lastReader = new int[nodes.size()];
        Arrays.fill(lastReader, -1);
        for (int i = 0; i < nodes.size(); i++) {
            memberOf.put(nodes.get(i).result().id(), i);
        }
    }

    /** Emits one instruction for the members of a group. */
    static void lower(
            Draft draft,
            List<Node> members,
            Producers producers,
            Readers readers,
            Concatenations concatenations) {
        List<Node> elementwise = members.stream().filter(FusionGroups::isElementwise).toList();
        FusedLowering lowering = new FusedLowering(draft, elementwise, producers);
        lowering.reduce(members.stream().filter(not(FusionGroups::isElementwise)).toList());
        lowering.lower(readers, concatenations);
    }

    private void lower(Readers readers, Concatenations concatenations) {
        List<Source[]> sources = new ArrayList<>();
        for (int i = 0; i < nodes.length; i++) {
            Source[] operands = new Source[nodes[i].operands().size()];
            for (int k = 0; k < operands.length; k++) {
                operands[k] = source(nodes[i].operands().get(k));
                if (operands[k].member() >= 0) {
                    lastReader[operands[k].member()] = i;
                }
            }
            sources.add(operands);
            isOutput[i] = readers.isReadOutside(nodes[i].result());
        }
        List<InputKey> keys = List.copyOf(inputNumbers.keySet());
        Map<Integer, Integer> outputNumbers = new HashMap<>();
        for (int i = 0; i < nodes.length; i++) {
            if (isOutput[i]) {
                outputNumbers.put(i, outputs.size());
                outputs.add(output(nodes[i].result(), concatenations));
            }
        }
        List<View> results = outputs.stream().map(Output::view).toList();
        List<Instruction.Overlay> overlays = overlays(keys);
        Supplier<FusedStep> step = () -> new FusedStep(program(sources, keys, outputNumbers));
        if (reductions.axis() == null) {
            draft.emitChain(inputViews, results, overlays, step);
            return;
        }
        draft.emit(
                inputViews,
                Stream.concat(results.stream(), reductions.writes().stream()).toList(),
                overlays,
                step::get);
        reductions.emitJoins();
    }

    /** Adds reductions; what they read stays in its slot. */
    private void reduce(List<Node> reduced) {
        for (Node each : reduced) {
            int member = memberOf.get(producers.original(each.operands().getFirst()).id());
            reductions.add(each, member);
        }
    }

    /**
     * A result in its place in a concatenation, if that alone reads it and it lies evenly there.
     */
    private Output output(Value value, Concatenations concatenations) {
        View place = concatenations.place(value);
        Arrangement.Rows rows = place == null ? null : place.rows();
        if (place == null || rows == null) {
            return new Output(draft.result(value), Arrangement.Rows.dense(elements()));
        }
        draft.define(value, place);
        return new Output(place, rows);
    }

    private Source source(Value operand) {
        Integer member = memberOf.get(producers.original(operand).id());
        if (member != null) {
            return new Source(member, -1);
        }
        View view = draft.view(operand);
        Arrangement arrangement = view.arrangement();
        if (arrangement == null) {
            view = draft.dense(operand);
            arrangement = Arrangement.Rows.dense(elements());
        }
        InputKey key = new InputKey(view.buffer(), view.offset(), arrangement);
        Integer known = inputNumbers.get(key);
        if (known == null) {
            known = inputNumbers.size();
            inputNumbers.put(key, known);
            inputViews.add(view);
        }
        return new Source(-1, known);
    }

    private List<Instruction.Overlay> overlays(List<InputKey> keys) {
        List<Instruction.Overlay> overlays = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            InputKey key = keys.get(i);
            if (key.offset() != 0
                    || !key.arrangement().equals(Arrangement.Rows.dense(elements()))) {
                continue;
            }
            boolean alone =
                    keys.stream()
                                    .filter(other -> other.buffer().root() == key.buffer().root())
                                    .count()
                            == 1;
            for (Output output : outputs) {
                View result = output.view();
                if (alone
                        && elementBytes(result) == elementBytes(inputViews.get(i))
                        && result.type().bytes() == result.buffer().bytes()
                        && result.buffer().bytes() == key.buffer().bytes()) {
                    overlays.add(new Instruction.Overlay(result.buffer(), key.buffer()));
                }
            }
        }
        return overlays;
    }

    private long elements() {
        return nodes[0].result().type().elements();
    }

    /** The program, once every buffer has its place. */
    private FusedProgram program(
            List<Source[]> sources, List<InputKey> keys, Map<Integer, Integer> outputNumbers) {
        List<FusedProgram.Input> inputs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            View view = inputViews.get(i);
            inputs.add(
                    new FusedProgram.Input(
                            view.address(), elementBytes(view), keys.get(i).arrangement()));
        }
        List<FusedProgram.Output> results = new ArrayList<>();
        for (int i = 0; i < nodes.length; i++) {
            if (isOutput[i]) {
                Output output = outputs.get(results.size());
                results.add(
                        new FusedProgram.Output(
                                output.view().address(),
                                elementBytes(output.view()),
                                output.rows(),
                                overwritesTooEarly(i, output.view(), sources)));
            }
        }
        int firstRegister = inputs.size() + results.size();
        int registers = 0;
        Deque<Integer> free = new ArrayDeque<>();
        int[] slot = new int[nodes.length];
        List<Integer> reduced = reductions.members();
        List<FusedProgram.Instruction> instructions = new ArrayList<>();
        for (int i = 0; i < nodes.length; i++) {
            Source[] operands = sources.get(i);
            int[] read = new int[3];
            for (int k = 0; k < 3; k++) {
                Source operand = operands[k < operands.length ? k : 0];
                read[k] = operand.member() >= 0 ? slot[operand.member()] : operand.input();
            }
            if (isOutput[i]) {
                slot[i] = inputs.size() + outputNumbers.getOrDefault(i, 0);
            } else if (free.isEmpty()) {
                slot[i] = firstRegister + registers++;
            } else {
                slot[i] = free.pop();
            }
            instructions.add(
                    new FusedProgram.Instruction(
                            BlockKernels.of(nodes[i]), slot[i], read[0], read[1], read[2]));
            for (int k = 0; k < operands.length; k++) {
                int member = operands[k].member();
                if (member >= 0
                        && lastReader[member] == i
                        && !reduced.contains(member)
                        && slot[member] >= firstRegister
                        && !free.contains(slot[member])) {
                    free.push(slot[member]);
                }
            }
        }
        int width = widest();
        int block = block(keys, width * (firstRegister + registers));
        return new FusedProgram(
                elements(),
                block,
                width,
                inputs,
                results,
                registers,
                instructions,
                reductions.inProgram(member -> slot[member]));
    }

    private static int elementBytes(View view) {
        return view.type().dtype().bytes();
    }

    /** Bytes of the widest element that any slot holds. */
    private int widest() {
        int widest = inputViews.stream().mapToInt(FusedLowering::elementBytes).max().orElse(1);
        for (Node node : nodes) {
            widest = Math.max(widest, node.result().type().dtype().bytes());
        }
        return widest;
    }

    /** Whether a result lies where an input lies that a later member reads. */
    private boolean overwritesTooEarly(int member, View output, List<Source[]> sources) {
        for (int later = member + 1; later < nodes.length; later++) {
            for (Source operand : sources.get(later)) {
                if (operand.member() < 0
                        && inputViews.get(operand.input()).address().equals(output.address())) {
                    return true;
                }
            }
        }
        return false;
    }

    private int block(List<InputKey> keys, int bytesPerElement) {
        int block = BLOCK_BYTES / bytesPerElement / 64 * 64;
        block = Math.clamp(block, SMALLEST_BLOCK, LARGEST_BLOCK);
        MiddleAxis axis = reductions.axis();
        if (axis != null && axis.inner() <= block) {
            long whole = axis.segment() <= block ? axis.segment() : axis.inner();
            return (int) Math.min(block / whole * whole, elements());
        }
        long row = 1;
        for (InputKey key : keys) {
            row = Math.max(row, rowWithin(block, key.arrangement()));
        }
        for (Output output : outputs) {
            row = Math.max(row, rowWithin(block, output.rows()));
        }
        // Whole rows, so that a repeated row is brought into its register once.
        block = (int) (block / row * row);
        return (int) Math.min(block, (elements() + 63) / 64 * 64);
    }

    /** Elements of a row that a block has several of; 1 when there is none. */
    private static long rowWithin(long block, Arrangement arrangement) {
        long row =
                switch (arrangement) {
                    case Arrangement.Rows(long width, long _) -> width;
                    case Arrangement.Repeated(long inner, long period) -> inner == 1 ? period : 1;
                };
        return row <= block ? row : 1;
    }
}
