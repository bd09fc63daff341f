/**
 * Turns a function into a flat list of kernel calls: {@link
 * io.steelyard.reference.internal.plan.Compiler} is the entry, {@link
 * io.steelyard.reference.internal.plan.Lowering} writes the instructions over symbolic buffers and
 * {@link io.steelyard.reference.internal.plan.StoragePlan} gives each buffer its place.
 */
@NullMarked
package io.steelyard.reference.internal.plan;

import org.jspecify.annotations.NullMarked;
