/**
 * Handwritten digits, read pixel by pixel and looked at as images. Read {@link
 * com.example.digits.SequenceModel}, {@link com.example.digits.ImageModel} and {@link
 * com.example.digits.Digits} first.
 */
@NullMarked
package com.example.digits;

import org.jspecify.annotations.NullMarked;
