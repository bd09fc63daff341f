/**
 * A backend outside Steelyard's own build. Read {@link com.example.interpreter.InterpreterBackend}
 * first.
 */
@NullMarked
package com.example.interpreter;

import org.jspecify.annotations.NullMarked;
