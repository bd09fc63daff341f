package io.steelyard.autodiff;

import io.steelyard.program.Axes;
import io.steelyard.program.Op;
import io.steelyard.program.Tensor;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * Derivatives of {@link Op.DotGeneral}: each is a contraction of the result's gradient with the
 * other operand over that operand's free axes.
 */
final class DotGradients {
    private DotGradients() {}

    static List<@Nullable Tensor> of(Op.DotGeneral op, Tensor left, Tensor right, Tensor gradient) {
        int batch = op.leftBatch().count();
        Axes leftFree = free(left, op.leftBatch(), op.leftContract());
        Axes rightFree = free(right, op.rightBatch(), op.rightContract());
        Axes batchAxes = Axes.range(0, batch);
        Axes leftFreeInResult = Axes.range(batch, batch + leftFree.count());
        Axes rightFreeInResult =
                Axes.range(batch + leftFree.count(), batch + leftFree.count() + rightFree.count());
        Tensor byLeft =
                contract(
                        gradient,
                        batchAxes,
                        rightFreeInResult,
                        right,
                        op.rightBatch(),
                        rightFree,
                        op.leftBatch(),
                        leftFree,
                        op.leftContract(),
                        op.rightContract());
        Tensor byRight =
                contract(
                        gradient,
                        batchAxes,
                        leftFreeInResult,
                        left,
                        op.leftBatch(),
                        leftFree,
                        op.rightBatch(),
                        rightFree,
                        op.rightContract(),
                        op.leftContract());
        return GradientRules.list(byLeft, byRight);
    }

    /**
     * Contracts the gradient with the other operand and puts the axes in the order of the operand
     * that is differentiated ("own"). Of the two orders of a product, the one that needs no
     * transposition afterwards is taken where there is one.
     */
    private static Tensor contract(
            Tensor gradient,
            Axes gradientBatch,
            Axes gradientContract,
            Tensor other,
            Axes otherBatch,
            Axes otherContract,
            Axes ownBatch,
            Axes ownFree,
            Axes ownContract,
            Axes otherPartner) {
        // The other operand's axes that the forward product contracted are free here, in ascending
        // order;
        // each becomes the own axis it was paired with.
        List<Integer> partners = new ArrayList<>();
        otherPartner.values().stream()
                .sorted()
                .forEach(
                        axis -> partners.add(ownContract.get(otherPartner.values().indexOf(axis))));
        List<Integer> gradientFirst = new ArrayList<>(ownBatch.values());
        gradientFirst.addAll(ownFree.values());
        gradientFirst.addAll(partners);
        List<Integer> otherFirst = new ArrayList<>(ownBatch.values());
        otherFirst.addAll(partners);
        otherFirst.addAll(ownFree.values());
        if (new Axes(otherFirst).isIdentity()) {
            return other.dot(gradient, otherBatch, gradientBatch, otherContract, gradientContract);
        }
        return gradient.dot(other, gradientBatch, otherBatch, gradientContract, otherContract)
                .transpose(new Axes(gradientFirst).inverse().toArray());
    }

    private static Axes free(Tensor operand, Axes batch, Axes contract) {
        return Axes.of(
                Axes.range(0, operand.rank()).values().stream()
                        .filter(axis -> !batch.contains(axis) && !contract.contains(axis))
                        .mapToInt(Integer::intValue)
                        .toArray());
    }
}
