;;; integration-manifest.el --- Botpress integration manifests  -*- lexical-binding: t -*-

;; Version: 0.1.0
;; Package-Requires: ((emacs "28.1") (eglot "1.9"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT OR Apache-2.0

;;; Commentary:

;; A major mode for integration manifests, and the server that eglot starts for it.  The mode is of
;; its own, so that no JSON server reports everything a second time.

;;; Code:

(require 'eglot)
(require 'js)

(defcustom integration-manifest-server "integration-manifest-ls"
  "The language server's program."
  :type 'string
  :group 'eglot)

;;;###autoload
(define-derived-mode integration-manifest-mode js-mode "Manifest"
  "Major mode for Botpress integration manifests."
  (setq-local js-indent-level 2))

;;;###autoload
(add-to-list 'auto-mode-alist
             '("\\(?:/\\|\\.\\)integration\\.jsonc?\\'" . integration-manifest-mode))

(add-to-list 'eglot-server-programs
             `(integration-manifest-mode
               . ,(lambda (&rest _) (list integration-manifest-server))))

(provide 'integration-manifest)
;;; integration-manifest.el ends here
