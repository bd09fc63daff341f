/**
 * The next day of a time series, by a small model of one's own over a sliding window. Read {@link
 * com.example.forecast.Forecaster}, {@link com.example.forecast.Windows} and {@link
 * com.example.forecast.Forecast} first.
 */
@NullMarked
package com.example.forecast;

import org.jspecify.annotations.NullMarked;
