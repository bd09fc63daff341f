/**
 * Kernels that are generated while a program runs. A {@link
 * io.steelyard.reference.internal.chain.Chain} says what is computed; once it has computed enough
 * elements, {@link io.steelyard.reference.internal.chain.KernelGenerator} writes a class for it,
 * runs that beside until the JVM has compiled it, and hands it to all who run the chain. Until
 * then, and where no kernel can be generated, each operation is a kernel of its own; the bits are
 * the same.
 */
@NullMarked
package io.steelyard.reference.internal.chain;

import org.jspecify.annotations.NullMarked;
