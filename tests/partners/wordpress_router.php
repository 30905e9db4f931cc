<?php
/** Serves one WordPress with PHP's own server: what was uploaded, what lies in its folder, else what it answers. */
$content = getenv('WORDPRESS_CONTENT');
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$file = str_starts_with($path, '/wp-content/') ? realpath($content . substr($path, strlen('/wp-content'))) : false;
if ($file && str_starts_with($file, $content) && is_file($file)) {
    header('Content-Type: ' . mime_content_type($file));
    readfile($file);
    return true;
}
if ($path !== '/' && is_file($_SERVER['DOCUMENT_ROOT'] . $path)) {
    return false;
}
$_SERVER['SCRIPT_NAME'] = '/index.php';
require $_SERVER['DOCUMENT_ROOT'] . '/index.php';
