<?php
// Value and derivative of a formula at a point: php client.php "x**2 / log(x)" 2
// GRADD_URL: the server; GRADD_TOKEN: a token, where it asks for one.

class Problem extends Exception
{
    public function __construct(public readonly array $problem)
    {
        parent::__construct($problem['detail'] ?? error_get_last()['message'] ?? 'no answer');
    }
}

/** Posts a question such as ['expr' => 'x*y', 'inputs' => ['x' => 2, 'y' => 3]]. */
function evaluate(array $question): array
{
    $headers = ['Content-Type: application/json'];
    if (getenv('GRADD_TOKEN')) {
        $headers[] = 'Authorization: Bearer ' . getenv('GRADD_TOKEN');
    }
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => $headers,
        'content' => json_encode($question, JSON_THROW_ON_ERROR),
        'timeout' => 30,
        'ignore_errors' => true, // a refusal has a body too
    ]]);
    $url = (getenv('GRADD_URL') ?: 'http://127.0.0.1:8080') . '/v1/evaluate';
    $reply = @file_get_contents($url, false, $context);
    if ($reply === false) {
        throw new Problem([]);
    }
    $answer = json_decode($reply, true, 512, JSON_THROW_ON_ERROR);
    if (!str_contains($http_response_header[0], ' 200 ')) {
        throw new Problem($answer);
    }
    return $answer;
}

/** The numbers of a tensor; what is no tensor is itself. */
function text(mixed $value): string
{
    return $value === null ? 'none' : json_encode($value['data'] ?? $value);
}

try {
    $answer = evaluate([
        'expr' => $argv[1] ?? '(sin(x) + x**2) / log(x)',
        'inputs' => ['x' => (float) ($argv[2] ?? 2)],
    ]);
    echo 'value    ', text($answer['outputs']['out']), "\n";
    echo 'gradient ', text($answer['gradients']['x'] ?? null), "\n";
} catch (Problem $problem) {
    fwrite(STDERR, 'error    ' . $problem->getMessage() . "\n");
    fwrite(STDERR, 'hint     ' . ($problem->problem['errors'][0]['hint'] ?? '') . "\n");
    exit(1);
}
