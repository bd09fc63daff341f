/**
 * A line through house prices, found by gradient descent twice. Read {@link
 * com.example.regression.DescentByHand}, {@link com.example.regression.DescentBySdk} and {@link
 * com.example.regression.LinearRegression} first.
 */
@NullMarked
package com.example.regression;

import org.jspecify.annotations.NullMarked;
