/**
 * Small models of each family, on which whole backends are held to the oracle. Read {@link
 * io.steelyard.testkit.model.ModelCase}, {@link io.steelyard.testkit.model.ModelCases} and {@link
 * io.steelyard.testkit.model.ModelChecks} first.
 */
@NullMarked
package io.steelyard.testkit.model;

import org.jspecify.annotations.NullMarked;
