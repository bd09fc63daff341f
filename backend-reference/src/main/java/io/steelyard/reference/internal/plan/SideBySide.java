package io.steelyard.reference.internal.plan;

import io.steelyard.reference.internal.run.Address;
import io.steelyard.reference.internal.run.ParallelStep;
import io.steelyard.reference.internal.run.SideBySideStep;
import io.steelyard.reference.internal.run.Step;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds steps in a row of which none touches what another one writes, once every buffer has its
 * place: they run side by side. An optimizer's updates of all parameters are such.
 */
final class SideBySide {
    private static final int MOST = 256;

    private final List<Step> steps = new ArrayList<>();
    private final List<ParallelStep> group = new ArrayList<>();
    private final List<Buffer> read = new ArrayList<>();
    private final List<Buffer> written = new ArrayList<>();

    private SideBySide() {}

    /** The steps of instructions, in their order. */
    static List<Step> steps(List<Instruction> instructions) {
        SideBySide search = new SideBySide();
        for (Instruction instruction : instructions) {
            search.add(instruction);
        }
        search.endGroup();
        return search.steps;
    }

    private void add(Instruction instruction) {
        Step made = instruction.step().get();
        if (!(made instanceof ParallelStep step)) {
            endGroup();
            steps.add(made);
            return;
        }
        if (group.size() == MOST
                || overlap(instruction.reads(), written)
                || overlap(instruction.writes(), written)
                || overlap(instruction.writes(), read)) {
            endGroup();
        }
        group.add(step);
        read.addAll(instruction.reads());
        written.addAll(instruction.writes());
    }

    private void endGroup() {
        if (group.size() > 1) {
            steps.add(new SideBySideStep(group));
        } else {
            steps.addAll(group);
        }
        group.clear();
        read.clear();
        written.clear();
    }

    private static boolean overlap(List<Buffer> some, List<Buffer> others) {
        for (Buffer one : some) {
            for (Buffer other : others) {
                if (overlap(one, other)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean overlap(Buffer one, Buffer other) {
        Address left = one.address();
        Address right = other.address();
        return left.base() == right.base()
                && left.offset() < right.offset() + other.bytes()
                && right.offset() < left.offset() + one.bytes();
    }
}
