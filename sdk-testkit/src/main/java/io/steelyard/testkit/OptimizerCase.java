package io.steelyard.testkit;

import io.steelyard.spi.Component;

/**
 * An optimizer of a plugin, and how it is to lower {@code mean((p - c)^2)} from parameters p at 0
 * and constants c around 1.
 *
 * @param optimizer by the name of its factory; with every option that it has, so that refusals can
 *     be held to naming them
 * @param learningRate at which it does
 * @param steps after which the loss is less than half of what it was
 */
public record OptimizerCase(Component optimizer, double learningRate, int steps) {}
