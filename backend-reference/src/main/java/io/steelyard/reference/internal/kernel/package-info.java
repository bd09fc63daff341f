/**
 * Kernels over native memory: static methods over the Vector API, each beside a scalar twin. Read
 * {@link io.steelyard.reference.internal.kernel.NativeMemory} first.
 */
@NullMarked
package io.steelyard.reference.internal.kernel;

import org.jspecify.annotations.NullMarked;
