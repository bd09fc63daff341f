/**
 * The specification of the operations as data, and the document {@code docs/opset.md} that is made
 * of it. Read {@link io.steelyard.testkit.opset.OpSpecification} and {@link
 * io.steelyard.testkit.opset.OpsetDocument} first.
 */
@NullMarked
package io.steelyard.testkit.opset;

import org.jspecify.annotations.NullMarked;
