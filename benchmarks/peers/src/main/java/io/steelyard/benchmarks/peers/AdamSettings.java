package io.steelyard.benchmarks.peers;

import java.util.OptionalDouble;

/**
 * The update that all contestants make: Adam with decoupled weight decay of parameters with two
 * axes or more.
 *
 * @param learningRate the same at each step
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the corrected second moment
 * @param weightDecay part of a weight that a learning rate of 1 would take away
 * @param clipNorm the largest global norm of the gradients, if there is one
 */
record AdamSettings(
        float learningRate,
        float beta1,
        float beta2,
        float epsilon,
        float weightDecay,
        OptionalDouble clipNorm) {}
