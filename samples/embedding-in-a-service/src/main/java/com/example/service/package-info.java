/**
 * A service that predicts over HTTP with a model that is loaded once. Read {@link
 * com.example.service.PredictionService}, {@link com.example.service.Workers} and {@link
 * com.example.service.EmbeddingInAService} first.
 */
@NullMarked
package com.example.service;

import org.jspecify.annotations.NullMarked;
