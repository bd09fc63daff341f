/**
 * The reference backend: pure Java over the Vector API, with no native code. {@link
 * io.steelyard.reference.ReferencePlugin} registers it, {@link
 * io.steelyard.reference.ReferenceBackendFactory} starts it and {@link
 * io.steelyard.reference.ReferenceBackend} compiles and runs functions.
 */
@NullMarked
package io.steelyard.reference;

import org.jspecify.annotations.NullMarked;
