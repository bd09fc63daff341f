package io.steelyard.reference.internal.run;

import io.steelyard.reference.internal.chain.Chain;
import io.steelyard.reference.internal.chain.GeneratedKernel;
import io.steelyard.reference.internal.kernel.VectorElement;
import io.steelyard.reference.internal.kernel.VectorKernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Finds the {@link Chain}s among the instructions of a {@link FusedProgram}. */
final class FusedSections {
    /**
     * Operations of a function that takes so long that the processor is busy with it alone. A
     * second one that waits for its result would begin too late: apart from each other, each of
     * them has its next vectors to begin with, and two take less time than as one kernel.
     */
    private static final int LONG_FUNCTION = 20;

    /** Operations of a chain beyond which its values no longer stay in registers. */
    private static final int MOST_OPERATIONS = 120;

    private FusedSections() {}

    /**
     * The sections of a program, in order.
     *
     * @param kernels the generated kernel of a chain
     */
    static FusedSection[] of(FusedProgram program, Function<Chain, GeneratedKernel> kernels) {
        List<FusedProgram.Instruction> all = program.instructions();
        List<FusedSection> sections = new ArrayList<>();
        int start = 0;
        while (start < all.size()) {
            int end = endOfChain(all, start);
            boolean chain = end > start + 1;
            if (!chain) {
                end = start + 1;
                while (end < all.size() && endOfChain(all, end) <= end + 1) {
                    end++;
                }
            }
            sections.add(
                    new FusedSection(
                            all.subList(start, end),
                            chain ? kernels.apply(chain(program, start, end)) : null));
            start = end;
        }
        return sections.toArray(FusedSection[]::new);
    }

    /** Where the instructions end that one generated kernel may compute. */
    private static int endOfChain(List<FusedProgram.Instruction> all, int start) {
        Map<Integer, VectorElement> elements = new HashMap<>();
        int operations = 0;
        int longOnes = 0;
        int end = start;
        while (end < all.size()
                && all.get(end).kernel() instanceof VectorKernel kernel
                && kernel.isAvailable()) {
            FusedProgram.Instruction each = all.get(end);
            operations += kernel.operations();
            longOnes += kernel.operations() >= LONG_FUNCTION ? 1 : 0;
            List<Integer> operands = operands(each);
            for (int i = 0; i < operands.size(); i++) {
                elements.put(operands.get(i), kernel.operands().get(i));
            }
            // In a slot of elements of two sizes, the first vectors of one would lie where later
            // ones of the other are.
            VectorElement before = elements.put(each.out(), kernel.result());
            if (operations > MOST_OPERATIONS
                    || longOnes > 1
                    || before != null && before != kernel.result()) {
                break;
            }
            end++;
        }
        return end;
    }

    private static Chain chain(FusedProgram program, int start, int end) {
        List<FusedProgram.Instruction> all = program.instructions();
        Map<Integer, VectorElement> inputs = inputs(all.subList(start, end));
        Map<Integer, Integer> values = new LinkedHashMap<>();
        inputs.keySet().forEach(slot -> values.put(slot, values.size()));
        List<Chain.Operation> operations = new ArrayList<>();
        for (FusedProgram.Instruction each : all.subList(start, end)) {
            List<Integer> operands = new ArrayList<>();
            for (int slot : operands(each)) {
                operands.add(values.get(slot));
            }
            values.put(each.out(), inputs.size() + operations.size());
            operations.add(new Chain.Operation(kernel(each), operands));
        }
        List<Chain.Result> results = new ArrayList<>();
        values.forEach(
                (slot, value) -> {
                    if (value >= inputs.size() && isReadAfter(program, end, slot)) {
                        results.add(new Chain.Result(value, slot));
                    }
                });
        return new Chain(
                inputs.keySet().stream()
                        .map(slot -> new Chain.Input(slot, inputs.get(slot), isSame(program, slot)))
                        .toList(),
                operations,
                results);
    }

    /** The slots that are read before they are written, in order, each with what lies there. */
    private static Map<Integer, VectorElement> inputs(List<FusedProgram.Instruction> instructions) {
        Map<Integer, VectorElement> inputs = new LinkedHashMap<>();
        Set<Integer> written = new HashSet<>();
        for (FusedProgram.Instruction each : instructions) {
            List<Integer> operands = operands(each);
            for (int i = 0; i < operands.size(); i++) {
                if (!written.contains(operands.get(i))) {
                    inputs.putIfAbsent(operands.get(i), kernel(each).operands().get(i));
                }
            }
            written.add(each.out());
        }
        return inputs;
    }

    private static VectorKernel kernel(FusedProgram.Instruction instruction) {
        return (VectorKernel) instruction.kernel();
    }

    private static List<Integer> operands(FusedProgram.Instruction instruction) {
        return List.of(instruction.first(), instruction.second(), instruction.third())
                .subList(0, kernel(instruction).operands().size());
    }

    /**
     * Whether a slot is an output's, reduced, or read by what follows before it is written again.
     */
    private static boolean isReadAfter(FusedProgram program, int end, int slot) {
        if (slot < program.inputs().size() + program.outputs().size()
                || program.reductions().stream().anyMatch(each -> each.slot() == slot)) {
            return true;
        }
        for (FusedProgram.Instruction later :
                program.instructions().subList(end, program.instructions().size())) {
            if (later.first() == slot || later.second() == slot || later.third() == slot) {
                return true;
            }
            if (later.out() == slot) {
                return false;
            }
        }
        return false;
    }

    /** Whether a slot is of an input that is one element, repeated. */
    private static boolean isSame(FusedProgram program, int slot) {
        return slot < program.inputs().size()
                && program.inputs().get(slot).arrangement()
                        instanceof Arrangement.Repeated(long _, long period)
                && period == 1;
    }
}
