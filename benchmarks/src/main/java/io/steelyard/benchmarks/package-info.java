/**
 * Speed: JMH benchmarks of kernels, each beside the machine's own limit in the same run, and
 * programs that time whole training steps side by side.
 */
@NullMarked
package io.steelyard.benchmarks;

import org.jspecify.annotations.NullMarked;
